"""Finished GeoJSON of localities, made once in SQL so that reads only pass it on."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# (A colon before a word would be a parameter: hence the space before null.)
# ``residents_estimate`` says in its name what it is: no ward figure is published.
PROPERTIES = """
json_build_object('key', l.key, 'kind', l.kind, 'slug', l.slug, 'name', l.name, 'code', l.code,
    'valid_from', r.valid_from, 'is_indicative', r.is_indicative, 'hectares', b.hectares,
    'residents_estimate', b.residents, 'deprivation_score', b.deprivation_score,
    'middle', json_build_array(
        round(ST_X(b.middle)::numeric, 6), round(ST_Y(b.middle)::numeric, 6)),
    'facts', b.facts)::text
"""
FINISH = f"""
UPDATE published.boundary AS b
SET feature = '{{"type":"Feature","id":"' || l.key || '","geometry":'
        || ST_AsGeoJSON(b.boundary, 6) || ',"properties":' || {PROPERTIES} || '}}',
    summary = '{{"type":"Feature","id":"' || l.key || '","geometry": null,"properties":'
        || {PROPERTIES} || '}}'
FROM published.locality AS l, published.boundary_release AS r
WHERE l.id = b.locality_id AND r.id = b.release_id AND l.kind = :kind
"""  # noqa: S608 (constants)


def finish_features(session: Session, kind: str) -> None:
    """Write the text of every outline of a kind: a name may have changed in old ones too."""
    session.execute(text(FINISH), {"kind": kind})
