"""Where drafts wait inside a transaction until set-based SQL stores them, one or 400,000 alike.

The temporary tables belong to the connection and are emptied at each commit, so that a request
makes none of its own.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

from psycopg import Connection as DriverConnection
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.values import AssetDraft, RelationName, RelationShown

TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_asset (
    line integer, source_ref text, digest bytea, name text, slug_stem text, kind text,
    summary text, address text, postcode text, lon double precision, lat double precision,
    serves text[], precision text, details jsonb, for_whom jsonb, contacts jsonb,
    relations jsonb, offers jsonb
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS placed_asset (
    LIKE staged_asset, asset_id uuid, location geometry(Point, 4326), placed_by text,
    outcome text, reason text
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS touched_asset (
    asset_id uuid
) ON COMMIT DELETE ROWS;
"""

COPY = "COPY staged_asset FROM STDIN"
BULK = 1000

_APOSTROPHE = re.compile(r"['’]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


class Related(NamedTuple):
    """That a row says it belongs to another entry: ``said`` is a name, or a reference."""

    relation: RelationName
    said: str
    shown: RelationShown = "usual"


class StagedDraft(NamedTuple):
    """A draft with where it came from: a line and a reference for imports, neither for people.

    ``related`` are relations in words, which an import finds the other ends of.
    """

    draft: AssetDraft
    line: int = 1
    source_ref: str | None = None
    related: tuple[Related, ...] = ()


def driver(session: Session) -> DriverConnection[Any]:
    """The psycopg connection below a session, for COPY."""
    raw = session.connection().connection.driver_connection
    assert isinstance(raw, DriverConnection)
    return raw


def prepare_staging(session: Session) -> None:
    """Make the temporary tables where this connection has none yet, and empty them."""
    session.execute(text(TABLES))
    session.execute(text("TRUNCATE staged_asset, placed_asset, touched_asset"))


def stage_drafts(session: Session, drafts: Iterable[StagedDraft]) -> int:
    """COPY drafts into ``staged_asset``; answers how many. They stream: none is kept."""
    return stage_slices(session, [drafts])


def stage_slices(session: Session, slices: Iterable[Iterable[StagedDraft]]) -> int:
    """The same of drafts in slices. Between two of them the connection is free to fetch more."""
    prepare_staging(session)
    staged = 0
    for drafts in slices:
        with driver(session).cursor() as cursor, cursor.copy(COPY) as copy:
            for item in drafts:
                copy.write_row(_cells(item))
                staged += 1
    if staged > BULK:
        session.execute(text("ANALYZE staged_asset (source_ref, postcode, lon)"))
    return staged


def touch(session: Session, statement: str, **values: object) -> None:
    """Fill ``touched_asset`` by an INSERT, with statistics where it is large.

    Without them the planner takes a temporary table for small, and nests loops over 400,000 rows.
    """
    result = session.connection().execute(text(statement), values)
    if result.rowcount > BULK:
        session.execute(text("ANALYZE touched_asset"))


def _cells(item: StagedDraft) -> tuple[Any, ...]:
    draft = item.draft
    return (
        item.line,
        item.source_ref,
        draft.digest(),
        draft.name,
        slug_stem(draft.name),
        draft.kind,
        draft.summary,
        draft.address,
        draft.postcode,
        draft.lon,
        draft.lat,
        draft.serves,
        draft.precision,
        json.dumps(draft.details) if draft.details else "{}",
        draft.for_whom.model_dump_json(exclude_defaults=True),
        json.dumps([contact.model_dump(mode="json") for contact in draft.contacts])
        if draft.contacts
        else "[]",
        json.dumps(draft.relations) if draft.relations else "{}",
        json.dumps({key: offer.model_dump(mode="json") for key, offer in draft.offers.items()})
        if draft.offers
        else "{}",
    )


def slug_stem(name: str) -> str:
    """The readable beginning of an address: at most 60 of a-z, 0-9 and hyphens.

    >>> slug_stem("St Mary's Church Hall, N2")
    'st-marys-church-hall-n2'
    """
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore")
    words = _NOT_WORD.sub("-", _APOSTROPHE.sub("", plain.decode()).lower()).strip("-")
    return words[:60].strip("-") or "asset"
