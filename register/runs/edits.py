"""Where a person has edited what a source says otherwise: their edit stays, a proposal is made.

Only assets that a person has edited since their source last wrote them are looked at one by one;
which those are is a mark on the asset, so that 400,000 rows cost one question.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import CurrentAsset, current_assets
from register.assets.declared import PREFIX, SAID_BY, is_said_of, with_mark
from register.assets.drafts import InvalidDraft, checked_draft
from register.assets.fields import Fields, differences, draft_of, fields_from, with_changes
from register.proposals.applying import value_mark
from register.proposals.conflicts import Changes

BATCH = 1000

# In the order of ids, as everybody locks, and before the log reads what it says was there.
LOCK = """
SELECT count(*) FROM (
    SELECT a.id FROM placed_asset AS p JOIN register.asset AS a ON a.id = p.asset_id
    WHERE p.outcome = 'changed' ORDER BY a.id FOR NO KEY UPDATE OF a
) AS locked
"""
EDITED = """
SELECT p.* FROM placed_asset AS p JOIN register.asset AS a ON a.id = p.asset_id
WHERE p.outcome = 'changed' AND a.edited <> '{}' ORDER BY p.asset_id
"""
KEEP = """
UPDATE placed_asset AS p
SET name = r.name, kind = r.kind, summary = r.summary, address = r.address,
    postcode = r.postcode, lon = r.lon, lat = r.lat, serves = r.serves, precision = r.precision,
    details = r.details, for_whom = r.for_whom, contacts = r.contacts,
    relations = r.relations, offers = r.offers,
    location = CASE WHEN r.stays THEN a.location ELSE p.location END,
    placed_by = CASE WHEN r.stays THEN a.placed_by ELSE p.placed_by END,
    outcome = r.outcome
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(asset_id uuid, name text, kind text,
    summary text, address text, postcode text, lon double precision, lat double precision,
    serves text[], precision text, details jsonb, for_whom jsonb, contacts jsonb,
    relations jsonb, offers jsonb, stays boolean, outcome text)
JOIN register.asset AS a ON a.id = r.asset_id
WHERE p.asset_id = r.asset_id
"""
MARKS = """
UPDATE register.asset AS a SET edited = r.edited
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(asset_id uuid, edited jsonb)
WHERE a.id = r.asset_id
"""
PROPOSE = """
INSERT INTO register.proposal AS p (asset_id, action, base_version, changes, kind, localities,
    queue, door, actor, run_id)
SELECT asset_id, 'change', version, changes, kind, localities, queue, 'import', :actor, :run_id
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(asset_id uuid, version integer, changes jsonb,
    kind text, localities text[], queue text)
ON CONFLICT (asset_id) WHERE door = 'import' AND status IN ('waiting', 'asked')
DO UPDATE SET changes = p.changes || excluded.changes, base_version = excluded.base_version,
    run_id = excluded.run_id, actor = excluded.actor
"""


@dataclass(frozen=True)
class Settled:
    """What is stored of one row: ``contested`` is what its source says against a person's edit."""

    asset: CurrentAsset
    fields: Fields
    edited: dict[str, str]
    contested: Changes


def keep_edits(session: Session, source: str, run_id: int) -> int:
    """Take out of ``placed_asset`` what persons have edited; answers how many rows say no more.

    Locks every asset that the run will change.
    """
    session.execute(text(LOCK))
    rows = iter(session.execute(text(EDITED)).mappings().all())
    kept = 0
    while batch := [dict(row) for row in islice(rows, BATCH)]:
        settled = list(_settled(session, batch))
        session.execute(text(KEEP), {"rows": _json(_stored(one) for one in settled)})
        session.execute(text(MARKS), {"rows": _json(_marks(one) for one in settled)})
        contested = [_proposal(one) for one in settled if one.contested]
        if contested:
            values = {"rows": _json(contested), "actor": f"source {source}", "run_id": run_id}
            session.execute(text(PROPOSE), values)
        kept += sum(one.fields == one.asset.fields for one in settled)
    return kept


def _json(rows: Any) -> str:
    return json.dumps(list(rows), default=str)


def _settled(session: Session, rows: Sequence[dict[str, Any]]) -> Iterator[Settled]:
    assets: dict[UUID, CurrentAsset] = current_assets(session, [row["asset_id"] for row in rows])
    for row in rows:
        yield settle(assets[row["asset_id"]], fields_from(row))


def settle(asset: CurrentAsset, said: Fields) -> Settled:
    """What a source now says, weighed against a person's edits field by field.

    A field on which the source has not changed its mind is the person's; one on which it has is
    the person's still, and proposed. An empty mark is nobody's edit: somebody was erased from what
    the source said, and what it says without them is taken.
    """
    edited, kept, contested = dict(asset.edited), {}, {}
    for name, mark in asset.edited.items():
        now, wanted = asset.fields.get(name), said.get(name)
        if now == wanted or not mark:
            del edited[name]
            continue
        kept[name] = now
        if value_mark(wanted) != mark:
            contested[name] = {"from": now, "to": wanted}
            edited[name] = value_mark(wanted)
    fields = with_changes(said, kept)
    if not is_said_of(fields, asset.fields if SAID_BY in kept else said):
        # Of a mixture nobody said all.
        fields.pop(SAID_BY, None)
        edited.pop(SAID_BY, None)
    contested = _with_sayer(fields, said, contested)
    try:
        checked_draft(draft_of(fields))
    except InvalidDraft:  # the two do not go together, as a new kind and an edited detail
        contested = differences(asset.fields, said)
        edited |= {name: value_mark(said.get(name)) for name in contested}
        fields = asset.fields
    return Settled(asset, fields, edited, with_mark(contested, said))


def _with_sayer(fields: Fields, said: Fields, contested: Changes) -> Changes:
    """With what is contested of for whom comes who says it, if that is all that the source says."""
    if not any(name.startswith(PREFIX) for name in contested):
        return contested
    then = with_changes(fields, {name: pair["to"] for name, pair in contested.items()})
    wanted = said.get(SAID_BY) if is_said_of(then, said) else None
    changes = {name: pair for name, pair in contested.items() if name != SAID_BY}
    now = fields.get(SAID_BY)
    return changes if now == wanted else {**changes, SAID_BY: {"from": now, "to": wanted}}


def _stored(one: Settled) -> dict[str, Any]:
    draft = draft_of(one.fields)
    values = draft.model_dump(mode="json", exclude={"for_whom"})
    return {
        **values,
        "for_whom": draft.for_whom.model_dump(mode="json", exclude_defaults=True),
        "asset_id": one.asset.id,
        "stays": one.fields.get("place") == one.asset.fields.get("place"),
        "outcome": "kept" if one.fields == one.asset.fields else "changed",
    }


def _marks(one: Settled) -> dict[str, Any]:
    return {"asset_id": one.asset.id, "edited": one.edited}


def _proposal(one: Settled) -> dict[str, Any]:
    return {
        "asset_id": one.asset.id,
        "version": one.asset.version,
        "changes": one.contested,
        "kind": one.asset.kind,
        "localities": one.asset.localities,
        "queue": "place" if "place" in one.contested else "changed",
    }
