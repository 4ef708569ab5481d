"""Where people have a say: forums, panels and boards, and consultations, from what is public."""

from typing import Any

from register.kinds.definition import kinds
from register.publishing.answers import PublicReader
from register.publishing.pages import SITE, Site

Row = dict[str, Any]

OF_KINDS = """
SELECT a.slug, a.name, a.kind, a.summary, a.located, a.served, a.details
FROM published.public_asset AS a WHERE a.kind = ANY(%(kinds)s) ORDER BY lower(a.name), a.id
"""
CONSTITUENCIES = """
SELECT l.key, l.slug, l.name FROM published.locality AS l
JOIN published.boundary AS b ON b.locality_id = l.id
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
WHERE l.kind = 'constituency' ORDER BY l.name
"""


def kinds_with(detail: str) -> tuple[str, ...]:
    """The kinds that take a detail: what they are for is said by the data file, not here."""
    return tuple(kind.slug for kind in kinds() if detail in kind.detail_by_name)


def network_kinds() -> tuple[str, ...]:
    """Forums, panels and boards: whatever has a chair."""
    return kinds_with("chair_role")


def consultation_kinds() -> tuple[str, ...]:
    """Consultations: whatever opens and closes for answers."""
    return kinds_with("closes_on")


async def participation(
    reader: PublicReader,
) -> tuple[int, list[Row], list[Row], list[Row], Site]:
    """Revision, networks, consultations, constituencies, and what every page says."""
    networks, consultations = list(network_kinds()), list(consultation_kinds())
    revision, (joined, asked, constituencies, site) = await reader.snapshot(
        [
            (OF_KINDS, {"kinds": networks}),
            (OF_KINDS, {"kinds": consultations}),
            (CONSTITUENCIES, {}),
            (SITE, {}),
        ]
    )
    return revision, joined, asked, constituencies, Site(**site[0])
