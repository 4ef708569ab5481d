"""Loading a dated set of outlines, and making the right one current."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.releases import Release
from register.places.features import finish_features
from register.places.localities import name_localities, stage_boundaries
from register.places.moves import MovedAsset, derive_all, moved_assets, remember_membership
from register.publishing.revision import raise_revision

KEEP_RELEASE = """
INSERT INTO published.boundary_release (kind, valid_from, is_current, is_indicative, source,
    licence, attribution)
VALUES (:kind, :valid_from, false, :is_indicative, :source, :licence, :attribution)
ON CONFLICT (kind, valid_from) DO UPDATE SET is_indicative = excluded.is_indicative,
    source = excluded.source, licence = excluded.licence, attribution = excluded.attribution,
    loaded_at = now()
RETURNING id
"""
# Better outlines of the same wards from the same day keep the figures that were known for them.
KEEP_FIGURES = """
UPDATE staged_boundary AS s SET residents = coalesce(s.residents, b.residents),
    deprivation_score = coalesce(s.deprivation_score, b.deprivation_score),
    facts = b.facts || s.facts
FROM published.boundary AS b
WHERE b.release_id = :release_id AND b.locality_id = s.locality_id
"""
FORGET_BOUNDARIES = "DELETE FROM published.boundary WHERE release_id = :release_id"
KEEP_BOUNDARIES = """
INSERT INTO published.boundary (release_id, locality_id, boundary, middle, hectares, residents,
    deprivation_score, facts, feature, summary)
SELECT :release_id, locality_id, boundary, ST_PointOnSurface(boundary), hectares, residents,
    deprivation_score, facts, '', ''
FROM staged_boundary
"""
IS_NEWEST = """
SELECT NOT EXISTS (
    SELECT FROM published.boundary_release WHERE kind = :kind AND valid_from > :valid_from
)
"""
DUE = """
SELECT id FROM published.boundary_release
WHERE kind = :kind AND valid_from <= current_date ORDER BY valid_from DESC LIMIT 1
"""
STAND_DOWN = """
UPDATE published.boundary_release SET is_current = false
WHERE kind = :kind AND is_current AND id <> :release_id
"""
STAND_UP = """
UPDATE published.boundary_release SET is_current = true WHERE id = :release_id AND NOT is_current
"""
# After a release is loaded again without one of its areas, nothing may be left of that area.
FORGET_LOCALITIES = """
DELETE FROM published.locality AS l WHERE l.kind = :kind
    AND NOT EXISTS (SELECT FROM published.boundary AS b WHERE b.locality_id = l.id)
    AND NOT EXISTS (SELECT FROM register.membership AS m WHERE m.locality_id = l.id)
    AND NOT EXISTS (SELECT FROM register.served AS s WHERE s.locality_id = l.id)
"""
NOT_YET = """
SELECT DISTINCT ON (kind) kind, is_current FROM published.boundary_release
WHERE valid_from <= current_date ORDER BY kind, valid_from DESC
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a release did."""

    kind: str
    valid_from: date
    areas: int
    is_current: bool
    moved: Sequence[MovedAsset]


def load_release(session: Session, release: Release) -> Loaded:
    """Keep a checked release, in place of one of the same kind and date.

    When it is the current one, every asset is derived afresh and the moved ones are reported.
    The caller holds the (long) transaction and commits.
    """
    remember_membership(session, release.kind)
    stage_boundaries(session, release)
    newest = {"kind": release.kind, "valid_from": release.valid_from}
    is_newest = bool(session.scalar(text(IS_NEWEST), newest))
    name_localities(session, release.kind, release.valid_from, is_newest=is_newest)
    release_id = _keep(session, release)
    is_current = _make_due_current(session, release.kind) == release_id
    finish_features(session, release.kind)
    moved = _derived(session, release.kind) if is_current else []
    session.execute(text(FORGET_LOCALITIES), {"kind": release.kind})
    raise_revision(session)
    return Loaded(release.kind, release.valid_from, len(release.boundaries), is_current, moved)


def activate_due_releases(session: Session) -> list[tuple[str, Sequence[MovedAsset]]]:
    """Make current what was loaded ahead of its day; answers the kinds and the assets moved."""
    waiting = [kind for kind, is_current in session.execute(text(NOT_YET)) if not is_current]
    return [(kind, _activate(session, kind)) for kind in waiting]


def _activate(session: Session, kind: str) -> list[MovedAsset]:
    remember_membership(session, kind)
    _make_due_current(session, kind)
    moved = _derived(session, kind)
    raise_revision(session)
    return moved


def _keep(session: Session, release: Release) -> int:
    values = {
        "kind": release.kind,
        "valid_from": release.valid_from,
        "is_indicative": release.is_indicative,
        "source": release.source,
        "licence": release.licence,
        "attribution": release.attribution,
    }
    release_id = int(session.scalars(text(KEEP_RELEASE), values).one())
    for statement in (KEEP_FIGURES, FORGET_BOUNDARIES, KEEP_BOUNDARIES):
        session.execute(text(statement), {"release_id": release_id})
    return release_id


def _make_due_current(session: Session, kind: str) -> int | None:
    """The newest release whose day has come, made the only current one of its kind."""
    due: int | None = session.scalar(text(DUE), {"kind": kind})
    if due is not None:
        for statement in (STAND_DOWN, STAND_UP):
            session.execute(text(statement), {"kind": kind, "release_id": due})
    return due


def _derived(session: Session, kind: str) -> list[MovedAsset]:
    derive_all(session)
    return moved_assets(session, kind)
