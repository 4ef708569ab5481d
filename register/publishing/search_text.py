"""What the search looks through: words by weight, and marks that stand for facts, made in SQL.

Words: A the name, B the kind, C the summary, D address, details and note. A mark has a colon in it,
which no word ever has: ``kind:hall``, ``for:older-people``, ``ward:hillside``, ``step:yes``,
``cost:free``, ``hire:yes``, ``lang:farsi``, ``out:n12``. Of what is finer than the precision there
is nothing: all is made of columns that are public already. Sessions on a schedule add marks
``day:4`` (Monday is 1), which questions about days ask for, and their own words.
"""

_DETAILS = """CASE WHEN details = '{}' THEN ''::tsvector ELSE (
    SELECT coalesce(to_tsvector('english', unaccent(string_agg(said.value, '. '))), '')
    FROM jsonb_each_text(details - 'sessions') AS said) END"""
# A session begins at 7pm or 7.30pm: so questions about parts of the day write it.
_SESSIONS = """CASE WHEN details ? 'sessions' THEN (
    SELECT to_tsvector('english', unaccent(string_agg(concat_ws(' ', replace(to_char(
        CAST('2000-01-01' AS date) + CAST(said.one ->> 'starts' AS time), 'FMHH12.MIam'),
        '.00', ''), said.one ->> 'note'), '. ')))
    FROM jsonb_array_elements(details -> 'sessions') AS said(one)) ELSE ''::tsvector END"""
_DAYS = """CASE WHEN details ? 'sessions' THEN ARRAY(
    SELECT 'day:' || (said.day #>> '{}')
    FROM jsonb_path_query(details, '$.sessions[*].days[*]') AS said(day))
    ELSE '{}' END"""
_NOTE = """CASE WHEN for_whom ? 'note' THEN to_tsvector('english', unaccent(for_whom ->> 'note'))
    ELSE ''::tsvector END"""
_GROUPS = """CASE WHEN for_whom ? 'groups' THEN ARRAY(
    SELECT 'for:' || slug FROM jsonb_array_elements_text(for_whom -> 'groups') AS said(slug))
    ELSE '{}' END"""
_FACTS = """CASE WHEN details = '{}' THEN '{}' ELSE array_remove(ARRAY[
    'step:' || (details ->> 'step_free_access'),
    CASE WHEN details ->> 'cost' ~* '\\mfree\\M' THEN 'cost:free' END,
    CASE WHEN details ->> 'is_for_hire' = 'true' THEN 'hire:yes' END], NULL)
    || CASE WHEN details ? 'languages' THEN ARRAY(
        SELECT 'lang:' || said.word FROM regexp_split_to_table(
            lower(unaccent(details ->> 'languages')), '\\s*[,;/]\\s*|\\s+and\\s+') AS said(word))
        ELSE '{}' END END"""

SEARCH = f"""setweight(to_tsvector('english', unaccent(name)), 'A')
|| setweight(to_tsvector('english', singular), 'B')
|| setweight(to_tsvector('english', unaccent(summary)), 'C')
|| CASE WHEN address = '' THEN ''::tsvector ELSE to_tsvector('english', unaccent(address)) END
|| {_DETAILS} || {_SESSIONS} || {_NOTE}
|| array_to_tsvector(ARRAY['kind:' || kind, 'family:' || family] || located || served || {_GROUPS}
    || {_FACTS} || {_DAYS} || CASE WHEN postcode IS NULL THEN '{{}}'
        ELSE ARRAY['out:' || lower(split_part(postcode, ' ', 1))] END)"""
