"""Relations: said by proposals, public by rule, and right after merges, undoing and erasure."""

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.assets.drafts import InvalidDraft
from register.assets.values import AssetDraft
from register.events.history import asset_history, asset_version
from register.proposals.additions import add_asset
from register.proposals.deciding import approve_proposal
from register.proposals.errors import NotYours
from register.proposals.privacy import sight_of
from register.proposals.restoring import restore_version
from register.proposals.submitting import Wish, submit
from register.publishing.projection import republish
from tests.register.relations.conftest import HERE, THERE, person


def field(relation, other):
    return f"relations.{relation}:{other}"


def say(session, holder, asset, values, version=None):
    return submit(session, Wish("change", asset, values, version), holder=holder, door="field")


def do(session, holder, action, asset, into=None):
    return submit(session, Wish(action, asset, into_id=into), holder=holder, door="queue")


def public(session):
    rows = session.execute(
        text("SELECT from_id, relation, to_id FROM published.public_relation")
    ).all()
    return {tuple(row) for row in rows}


def recorded(session, asset):
    return {
        name: value
        for name, value in asset_by_id(session, asset).fields.items()
        if name.startswith("relations.")
    }


def test_between_two_exact_places_a_relation_is_public(session, boss, school, hall):
    done = say(session, boss, school, {field("hosted_at", hall): "usual"})
    assert done.version == 2
    assert public(session) == {(school, "hosted_at", hall)}
    say(session, boss, school, {field("hosted_at", hall): None})
    assert public(session) == set()
    assert recorded(session, school) == {}


def test_a_group_shown_as_its_ward_is_not_pinned_to_a_hall(session, boss, group, hall):
    say(session, boss, group, {field("hosted_at", hall): "usual"})
    assert public(session) == set()
    say(session, boss, group, {field("hosted_at", hall): "shown"})
    assert public(session) == {(group, "hosted_at", hall)}
    say(session, boss, group, {field("hosted_at", hall): "hidden"})
    assert public(session) == set()


def test_what_may_be_kept_from_sight_is_so_between_exact_places_too(session, boss, school, hall):
    say(session, boss, school, {field("funds", hall): "hidden"})
    assert public(session) == set()


def test_showing_where_a_group_meets_takes_a_steward(session, builder, steward, group, hall):
    waits = say(session, builder, group, {field("hosted_at", hall): "shown"})
    assert waits.version is None
    assert public(session) == set()
    assert approve_proposal(session, waits.proposal_id, steward).status == "approved"
    assert public(session) == {(group, "hosted_at", hall)}


def test_a_builder_says_at_once_what_pins_nobody(session, builder, group, school, hall):
    assert say(session, builder, group, {field("hosted_at", hall): "usual"}).version == 2
    assert say(session, builder, school, {field("part_of", hall): "shown"}).version == 2
    assert public(session) == {(school, "part_of", hall)}


def test_the_other_group_too_must_be_ones_own_to_show(session, steward, new, hall):
    other = new("Other Group", "community-group", lon=-0.2275, lat=51.584)
    waits = say(session, steward, hall, {field("run_by", other): "shown"})
    assert waits.version is None
    with pytest.raises(NotYours):
        approve_proposal(session, waits.proposal_id, steward)
    both = person("steward", HERE, THERE)
    assert approve_proposal(session, waits.proposal_id, both).status == "approved"


def test_an_entry_can_begin_with_its_relations(session, boss, builder, hall):
    values = {"name": "New Group", "kind": "community-group", "lon": -0.2, "lat": 51.6}
    draft = AssetDraft(**values, relations={f"hosted_at:{hall}": "shown"})
    assert add_asset(session, draft, holder=builder, door="field").asset_id is None
    made = add_asset(session, draft, holder=boss, door="field").asset_id
    assert public(session) == {(made, "hosted_at", hall)}


@pytest.mark.parametrize("other", ["never", "unknown", "itself", "personal"])
def test_no_relation_to_what_is_not_there_to_be_known(session, builder, new, hall, other):
    others = {
        "never": lambda: new("Refuge", precision="never"),
        "unknown": lambda: "00000000-0000-4000-8000-000000000000",
        "itself": lambda: hall,
        "personal": lambda: new("A gift", "skill-or-gift", serves=[HERE]),
    }
    with pytest.raises(InvalidDraft):
        say(session, builder, hall, {field("run_by", others[other]()): "usual"})


@pytest.mark.parametrize("name", ["relations.likes:x", "relations.hosted_at:hall", "offers.A B"])
def test_no_field_of_another_shape(session, boss, hall, name):
    with pytest.raises(InvalidDraft):
        say(session, boss, hall, {name: "usual"})


@pytest.mark.parametrize("hide", ["school", "hall"])
def test_nothing_of_what_nobody_may_find_on_either_side(session, boss, school, hall, hide):
    say(session, boss, school, {field("part_of", hall): "shown"})
    hidden = {"school": school, "hall": hall}[hide]
    say(session, boss, hidden, {"precision": "never"})
    assert public(session) == set()
    say(session, boss, hidden, {"precision": None})
    assert public(session) == {(school, "part_of", hall)}
    do(session, boss, "close", hidden)
    assert public(session) == set()


def test_two_who_say_different_relations_do_not_meet(session, boss, school, hall, new):
    park = new("Invented Park", "park")
    say(session, boss, school, {field("part_of", hall): "usual"}, 1)
    assert say(session, boss, school, {field("part_of", park): "usual"}, 1).version == 3
    assert len(recorded(session, school)) == 2


def test_a_merge_moves_both_ends_and_opening_again_moves_them_back(
    session, boss, school, hall, new
):
    twin, park = new("Invented Hall too"), new("Invented Park", "park")
    say(session, boss, school, {field("part_of", twin): "usual"})
    say(session, boss, twin, {field("run_by", park): "usual", field("run_by", hall): "usual"})
    do(session, boss, "merge", twin, hall)
    assert public(session) == {(school, "part_of", hall), (hall, "run_by", park)}
    assert asset_history(session, hall)[-1].reason == f"Kept on from {twin}"
    before = public(session)
    republish(session)
    assert public(session) == before
    do(session, boss, "reopen", twin)
    assert public(session) == {
        (school, "part_of", twin), (twin, "run_by", park), (twin, "run_by", hall),
    }  # fmt: skip
    assert recorded(session, hall) == {}


def test_what_the_other_one_said_before_a_merge_stays_when_it_is_undone(
    session, boss, hall, school, new
):
    twin = new("Invented Hall too")
    for one in (twin, hall):
        say(session, boss, one, {field("run_by", school): "usual"})
    do(session, boss, "merge", twin, hall)
    do(session, boss, "reopen", twin)
    assert recorded(session, hall) == {field("run_by", school): "usual"}


def test_what_is_merged_into_what_nobody_may_find_leads_nowhere(session, boss, school, hall, new):
    twin = new("Invented Hall too")
    say(session, boss, school, {field("part_of", twin): "shown"})
    do(session, boss, "merge", twin, hall)
    say(session, boss, hall, {"precision": "never"})
    assert public(session) == set()


def test_the_log_brings_back_what_was(session, boss, school, hall):
    say(session, boss, school, {field("part_of", hall): "shown"})
    say(session, boss, school, {field("part_of", hall): None})
    assert asset_version(session, school, 2).fields[field("part_of", hall)] == "shown"
    restore_version(session, school, 2, 3, boss)
    assert recorded(session, school) == {field("part_of", hall): "shown"}
    for event in asset_history(session, school):
        assert asset_version(session, school, event.version).fields == event.after.fields


def test_who_does_not_look_after_a_group_does_not_read_where_it_meets(
    session, boss, builder, group, hall
):
    say(session, boss, group, {field("hosted_at", hall): "hidden"})
    asset = asset_by_id(session, group)
    assert field("hosted_at", hall) not in sight_of(builder, asset).of_fields(asset.fields)
    event = asset_history(session, group)[-1]
    assert sight_of(builder, asset).of_changes(event.changes) == {}
    assert sight_of(boss, asset).of_changes(event.changes) == event.changes
