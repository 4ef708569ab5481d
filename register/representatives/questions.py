"""Who speaks for a locality, as everybody may read it."""

from datetime import date

from register.publishing.answers import PublicReader
from register.representatives.values import Representative

OF_LOCALITIES = """
SELECT l.key AS locality, r.name, r.role, r.organisation, r.contact, r.from_on, r.until_on
FROM published.representative AS r JOIN published.locality AS l ON l.id = r.locality_id
WHERE l.key = ANY(%(keys)s)
    AND (r.from_on IS NULL OR r.from_on <= %(today)s)
    AND (r.until_on IS NULL OR r.until_on >= %(today)s)
ORDER BY lower(r.role), lower(r.name), r.id
"""


async def representatives_of(
    reader: PublicReader, keys: list[str], today: date
) -> list[Representative]:
    """Who speaks for these localities today."""
    rows = await reader.rows(OF_LOCALITIES, {"keys": keys, "today": today})
    return [Representative(**row) for row in rows]
