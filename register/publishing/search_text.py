"""What the search looks through: words by weight, and marks that stand for facts, made in SQL.

Words: A the name, B the kind, C the summary, D address, details and note. A mark has a colon in it,
which no word ever has: ``kind:hall``, ``for:older-people``, ``ward:hillside``, ``step:yes``,
``cost:free``, ``hire:yes``, ``lang:farsi``, ``out:n12``. Of what is finer than the precision there
is nothing: all is made of columns that are public already. Sessions on a schedule that are still to
come add marks ``day:4`` (Monday is 1), which questions about days ask for, and their own words.
"""

from register.schedules.publishing import DAYS_TO_COME

# What a cost says is not free does not say that it is.
_DENIED = r"\m(not|never|nothing is|isn.?t|aren.?t|no longer)\s+([a-z]+\s+)?free\M"


def _is_free(cost: str) -> str:
    return f"regexp_replace({cost}, '{_DENIED}', '', 'gi') ~* '\\mfree\\M'"


_DETAILS = f"""CASE WHEN details = '{{}}' THEN ''::tsvector ELSE (
    SELECT coalesce(to_tsvector('english', unaccent(string_agg(CASE WHEN said.key = 'cost'
        THEN regexp_replace(said.value, '{_DENIED}', '', 'gi') ELSE said.value END, '. '))), '')
    FROM jsonb_each_text(details - 'sessions') AS said) END"""  # noqa: S608 (constants)
_TO_COME = (
    f"jsonb_array_elements(details -> 'sessions') AS said(rule), LATERAL ({DAYS_TO_COME}) AS day"
)
# A session begins at 7pm or 7.30pm: so questions about parts of the day write it.
_SESSIONS = f"""CASE WHEN details ? 'sessions' THEN (
    SELECT coalesce(to_tsvector('english', unaccent(string_agg(DISTINCT concat_ws(' ', replace(
        to_char(CAST('2000-01-01' AS date) + CAST(said.rule ->> 'starts' AS time), 'FMHH12.MIam'),
        '.00', ''), said.rule ->> 'note'), '. '))), '')
    FROM {_TO_COME}) ELSE ''::tsvector END"""  # noqa: S608 (constants)
_SESSION_FACTS = f"""CASE WHEN details ? 'sessions' THEN ARRAY(
    SELECT 'day:' || day.weekday FROM {_TO_COME} WHERE day.weekday > 0
    UNION ALL SELECT 'cost:free' FROM {_TO_COME} WHERE {_is_free("said.rule ->> 'cost'")})
    ELSE '{{}}' END"""  # noqa: S608 (constants)
_NOTE = """CASE WHEN for_whom ? 'note' THEN to_tsvector('english', unaccent(for_whom ->> 'note'))
    ELSE ''::tsvector END"""
_GROUPS = """CASE WHEN for_whom ? 'groups' THEN ARRAY(
    SELECT 'for:' || slug FROM jsonb_array_elements_text(for_whom -> 'groups') AS said(slug))
    ELSE '{}' END"""
_FACTS = f"""CASE WHEN details = '{{}}' THEN '{{}}' ELSE array_remove(ARRAY[
    'step:' || (details ->> 'step_free_access'),
    CASE WHEN {_is_free("details ->> 'cost'")} THEN 'cost:free' END,
    CASE WHEN details ->> 'is_for_hire' = 'true' THEN 'hire:yes' END], NULL)
    || CASE WHEN details ? 'languages' THEN ARRAY(
        SELECT 'lang:' || said.word FROM regexp_split_to_table(
            lower(unaccent(details ->> 'languages')), '\\s*[,;/]\\s*|\\s+and\\s+') AS said(word))
        ELSE '{{}}' END END"""  # noqa: S608 (constants)

SEARCH = f"""setweight(to_tsvector('english', unaccent(name)), 'A')
|| setweight(to_tsvector('english', singular), 'B')
|| setweight(to_tsvector('english', unaccent(summary)), 'C')
|| CASE WHEN address = '' THEN ''::tsvector ELSE to_tsvector('english', unaccent(address)) END
|| {_DETAILS} || {_SESSIONS} || {_NOTE}
|| array_to_tsvector(ARRAY['kind:' || kind, 'family:' || family] || located || served || {_GROUPS}
    || {_FACTS} || {_SESSION_FACTS} || CASE WHEN postcode IS NULL THEN '{{}}'
        ELSE ARRAY['out:' || lower(split_part(postcode, ' ', 1))] END)"""
