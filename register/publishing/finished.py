"""Finished text of a public asset, made once in SQL so that reads only pass it on."""

_AREAS = "array_to_json(located)::text || ',\"serves\":' || array_to_json(served)::text"
_WHEN = """to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""

# What both forms begin with. 6 decimals are 0.1 m.
HEAD = f"""
'{{"type":"Feature","id":"' || id || '","geometry":' || coalesce(ST_AsGeoJSON(shown_at, 6), 'null')
|| ',"properties":{{"slug":"' || slug || '","name":' || to_json(name)
|| ',"kind":"' || kind || '","family":"' || family || '","precision":"' || precision || '"'
|| ',"localities":' || {_AREAS}
|| ',"checked_on":' || coalesce('"' || checked_on || '"', 'null')
|| ',"updated_at":"' || {_WHEN} || '"'
"""

# What maps and lists need: ``head`` is a column with the above.
FEATURE = "head || '}}'"

# All that is public.
DOCUMENT = """head
|| ',"checked_how":' || coalesce(to_json(checked_how)::text, 'null')
|| ',"summary":' || to_json(summary) || ',"address":' || to_json(address)
|| ',"postcode":' || coalesce('"' || postcode || '"', 'null')
|| ',"details":' || details || ',"for_whom":' || for_whom || ',"contacts":' || contacts
|| ',"source":' || coalesce('"' || source || '"', 'null') || '}}'"""
