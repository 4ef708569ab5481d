"""Which other public entry may be the same as one, or is the one that somebody names.

Strangers ask, so only what everybody sees is looked through: what is hidden is not there.
"""

import re
from typing import Any

from register.publishing.answers import PublicReader

Row = dict[str, Any]

# Alike by name and not far away; or on the very spot, whatever it is called, as a church and its
# hall are. What is shown by its ward stands on one spot with all others of the ward.
LIKELY = """
SELECT b.slug, b.name, b.kind, b.located FROM published.public_asset AS a
JOIN published.public_asset AS b
    ON b.id <> a.id AND b.location && ST_Expand(a.location, 0.02)
    AND (similarity(lower(b.name), lower(a.name)) >= 0.3
        OR a.precision = 'exact' AND b.precision = 'exact'
            AND b.location && ST_Expand(a.location, 0.0007))
WHERE a.slug = %(slug)s
ORDER BY similarity(lower(b.name), lower(a.name)) DESC, b.location <-> a.location, b.id
LIMIT %(limit)s
"""
BY_SLUG = "SELECT id, slug FROM published.public_asset WHERE slug = %(slug)s"
# The words are looked up first, for there is no index of whole names.
BY_NAME = """
SELECT id, slug FROM published.public_asset
WHERE search @@ plainto_tsquery('english', unaccent(%(name)s))
    AND regexp_replace(lower(btrim(name)), '\\s+', ' ', 'g') = %(name)s AND slug <> %(this)s
LIMIT 2
"""
SLUG = re.compile("[a-z0-9-]{1,100}")


async def likely_twins(reader: PublicReader, slug: str, limit: int = 8) -> list[Row]:
    """Public entries that may be the same one: the most alike first, with slug, name and kind."""
    return await reader.rows(LIKELY, {"slug": slug, "limit": limit})


async def find_twin(reader: PublicReader, this: str, said: str) -> Row | None:
    """The one public entry that somebody means by an address, whole or its end, or by a name.

    None where it is not clear which: nobody has that name, or several have. ``this`` is the slug of
    the entry that they are at; it is found by its address only.
    """
    end = said.split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2].lower()
    if SLUG.fullmatch(end) and (found := await reader.rows(BY_SLUG, {"slug": end})):
        return dict(found[0])
    name = re.sub(r"\s+", " ", said.strip().lower())
    named = await reader.rows(BY_NAME, {"name": name, "this": this}) if name else []
    return dict(named[0]) if len(named) == 1 else None
