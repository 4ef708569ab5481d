"""What people said is missing in a place, and their ideas for it: the list kept for each area.

No address of anybody stands in it: neither the one that came with a suggestion nor one typed
among its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.holders import Holder
from register.proposals.queue import IN_SCOPE, scopes_json

EMAIL = re.compile(r"[^\s<>()@,;]+@[^\s<>()@,;]+\.[^\s<>()@,;]+")
LEFT_OUT = "(address left out)"
SAID = """
SELECT p.id, p.action, p.status, p.localities, p.kind, p.submitted_at, p.decided_at,
    p.public_answer,
    coalesce((SELECT string_agg(n.words, E'\n\n' ORDER BY n.id) FROM register.proposal_note AS n
        WHERE n.proposal_id = p.id AND n.speaker = 'proposer'), '') AS words
FROM register.proposal AS p WHERE p.action IN ('missing', 'idea')
"""
LISTED = f"""
SELECT q.id, q.action, q.status, q.localities, q.submitted_at, q.decided_at, q.public_answer,
    q.words
FROM ({SAID}) AS q
WHERE {IN_SCOPE} AND (:place = '' OR :place = ANY(q.localities))
    AND (:action = '' OR q.action = :action)
    AND (CAST(:before_at AS timestamptz) IS NULL
        OR (q.submitted_at, q.id) < (:before_at, :before_id))
ORDER BY q.submitted_at DESC, q.id DESC LIMIT :limit
"""  # noqa: S608 (constants)
PLACES = f"""
SELECT l.key, l.kind, l.name, count(q.id) FROM published.locality AS l
LEFT JOIN ({SAID}) AS q ON l.key = ANY(q.localities) AND {IN_SCOPE}
WHERE l.kind IN ('ward', 'town_centre')
GROUP BY l.id, l.key, l.kind, l.name
HAVING count(q.id) > 0 OR (CAST(:scopes AS jsonb) = '[]' AND EXISTS (
    SELECT FROM published.boundary AS b JOIN published.boundary_release AS r
        ON r.id = b.release_id AND r.is_current WHERE b.locality_id = l.id))
    OR CAST(:scopes AS jsonb) @> jsonb_build_array(jsonb_build_object('locality', l.key))
ORDER BY l.kind DESC, l.name
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing that somebody said is ``missing`` or could be done (``idea``), and the answer.

    ``words`` are empty once they are no longer kept.
    """

    id: UUID
    action: str
    status: str
    localities: list[str]
    submitted_at: datetime
    decided_at: datetime | None
    public_answer: str
    words: str


@dataclass(frozen=True, slots=True)
class VoicePlace:
    """A ward or town centre, and how much was said of it."""

    key: str
    kind: str
    name: str
    count: int


def voices(
    session: Session,
    holder: Holder,
    *,
    place: str = "",
    action: str = "",
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Voice]:
    """What was said where this person may read it, the newest first."""
    values = {"scopes": scopes_json(holder), "place": place, "action": action, "limit": limit}
    return _listed(session, values, before)


def every_voice(session: Session, place: str = "") -> Sequence[Voice]:
    """All that was said of a locality, or anywhere, for a full report; the newest first."""
    return _listed(session, {"scopes": "[]", "place": place, "action": "", "limit": None}, None)


def voice_places(session: Session, holder: Holder) -> Sequence[VoicePlace]:
    """The wards, then the town centres, that this person may read about."""
    values = {"scopes": scopes_json(holder)}
    return [VoicePlace(*row) for row in session.execute(text(PLACES), values)]


def _listed(
    session: Session, values: dict[str, Any], before: tuple[datetime, UUID] | None
) -> Sequence[Voice]:
    at = {"before_at": before[0] if before else None, "before_id": before[1] if before else None}
    found = (Voice(*row) for row in session.execute(text(LISTED), values | at))
    return [replace(voice, words=EMAIL.sub(LEFT_OUT, voice.words)) for voice in found]
