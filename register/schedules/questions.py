"""What strangers ask of sessions: those of one entry, and those of a locality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader
from register.publishing.pages import SITE, AssetNotFound, Site

Row = dict[str, Any]
COLUMNS = """a.id, a.slug, a.name, a.kind, a.family, a.precision, a.address, a.postcode, a.located,
    a.checked_on, a.updated_at, a.details"""
OF_ASSET = f"""
SELECT {COLUMNS} FROM published.public_asset AS a WHERE a.slug = %(slug)s
"""  # noqa: S608 (constants)
CURRENT = """
SELECT l.key, l.kind, l.slug, l.name FROM published.locality AS l
JOIN published.boundary AS b ON b.locality_id = l.id
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
"""
LOCALITY = f"{CURRENT} WHERE l.key = %(key)s"
BOROUGH = f"{CURRENT} WHERE l.kind = 'borough'"
OF_LOCALITY = f"""
SELECT {COLUMNS}, m.is_located
FROM published.public_membership AS m
JOIN published.public_asset AS a ON a.id = m.asset_id AND a.details ? 'sessions'
WHERE m.locality_id = (SELECT id FROM published.locality WHERE key = %(key)s)
ORDER BY lower(a.name), a.id
"""  # noqa: S608 (constants)

# The whole register: what only serves a ward, and lies nowhere, is on in the borough as well.
OF_BOROUGH = f"""
SELECT {COLUMNS} FROM published.public_asset AS a
WHERE a.details ? 'sessions' ORDER BY lower(a.name), a.id
"""  # noqa: S608 (constants)


@dataclass(frozen=True)
class LocalSessions:
    """A locality, and the public entries of its page that have sessions."""

    revision: int
    locality: Row
    assets: list[Row]
    site: Site


async def sessions_of_asset(reader: PublicReader, slug: str) -> tuple[int, Row, Site]:
    """One public entry with its sessions, if it has any; raises AssetNotFound."""
    revision, (found, site) = await reader.snapshot([(OF_ASSET, {"slug": slug}), (SITE, {})])
    if not found:
        raise AssetNotFound("We have no entry at this address. It may have been taken out.")
    return revision, found[0], Site(**site[0])


async def sessions_of_locality(reader: PublicReader, key: str) -> LocalSessions:
    """The entries with sessions that are in a locality or serve it; raises LocalityNotFound."""
    return await _sessions(reader, LOCALITY, OF_LOCALITY, {"key": key})


async def sessions_of_borough(reader: PublicReader) -> LocalSessions:
    """Every public entry with sessions; raises LocalityNotFound before there is a borough."""
    return await _sessions(reader, BOROUGH, OF_BOROUGH, {})


async def _sessions(
    reader: PublicReader, which: str, entries: str, asked: dict[str, str]
) -> LocalSessions:
    revision, (found, assets, site) = await reader.snapshot(
        [(which, asked), (entries, asked), (SITE, {})]
    )
    if not found:
        raise LocalityNotFound("There is no such place here. Choose one from the lists.")
    return LocalSessions(revision, found[0], assets, Site(**site[0]))
