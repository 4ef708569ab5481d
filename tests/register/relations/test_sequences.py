"""Any sequence of saying, ending, merging, opening again and hiding, beside a plain model."""

from contextlib import suppress
from random import Random

import pytest

from geo.errors import AssetsError
from register.assets.current import asset_by_id, current_assets
from register.events.history import asset_history
from register.proposals.submitting import Wish, submit
from register.publishing.projection import republish
from register.relations import publishing
from tests.register.relations.test_relations import public

STEPS = 60
NAMES = ("hosted_at", "run_by", "partners_with")
DEEDS = 8 * ["relate"] + 4 * ["reopen"] + 2 * ["offer", "merge", "hide"] + ["close"]
SHOWN = (None, "usual", "usual", "shown", "hidden")


def wish_of(chance, ids):
    one, other = chance.sample(ids, 2)
    action = chance.choice(DEEDS)
    if action == "relate":
        values = {f"relations.{chance.choice(NAMES)}:{other}": chance.choice(SHOWN)}
        return Wish("change", one, values)
    if action == "offer":
        said = chance.choice([None, {"way": "offer", "kind": "kit", "words": "Coats"}])
        return Wish("change", one, {f"offers.kit{chance.randrange(2)}": said})
    if action == "hide":
        precision = chance.choice([None, None, None, "ward", "never"])
        return Wish("change", one, {"precision": precision})
    return Wish(action, one, into_id=other if action == "merge" else None)


def expected(session, ids):
    """What should be public, worked out one relation at a time from what is recorded."""
    assets = current_assets(session, ids)
    found = set()
    for asset in assets.values():
        for name, shown in asset.fields.items():
            if not name.startswith("relations."):
                continue
            relation, _, other = name.removeprefix("relations.").partition(":")
            chain = [next(one for one in assets.values() if str(one.id) == other)]
            while chain[-1].merged_into:
                chain.append(assets[chain[-1].merged_into])
            ends = (asset, chain[-1])
            precisions = [one.fields.get("precision", "exact") for one in ends]
            is_hidden = any(one.fields.get("precision") == "never" for one in (asset, *chain))
            is_open = all(one.status == "published" for one in ends)
            says = shown == "shown" or (shown == "usual" and precisions == ["exact", "exact"])
            if is_open and says and not is_hidden and ends[0] is not ends[1]:
                found.add((asset.id, relation, chain[-1].id))
    return found


def try_sequence(session, boss, new, seed):
    chance = Random(seed)
    ids = [new(f"Invented Hall {number}") for number in range(5)]
    has_any = False
    for _ in range(STEPS):
        wish = wish_of(chance, ids)
        with suppress(AssetsError), session.begin_nested():
            submit(session, wish, holder=boss, door="queue")
        assert public(session) == expected(session, ids), wish
        has_any |= bool(public(session))
    before = public(session)
    republish(session)
    assert public(session) == before
    assert has_any
    for one in ids:
        history = asset_history(session, one)
        assert history[-1].after.fields == asset_by_id(session, one).fields
        versions = {event.version for event in history}
        assert versions == set(range(1, history[-1].version + 1))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_public_is_what_it_should_be_after_any_sequence(session, boss, new, seed):
    try_sequence(session, boss, new, seed)


def test_the_model_notices_what_is_not_followed(session, boss, new, monkeypatch):
    """Where only the touched entry itself is looked at, others lead to what it was."""
    only = "SELECT asset_id FROM touched_asset"
    for name in ("FORGET", "PROJECT"):
        statement = getattr(publishing, name)
        assert publishing.TELLING in statement
        monkeypatch.setattr(publishing, name, statement.replace(publishing.TELLING, only))
    with pytest.raises(AssertionError, match="Wish"):
        try_sequence(session, boss, new, 1)
