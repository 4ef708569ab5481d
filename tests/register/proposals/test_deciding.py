"""Proposals: queued or done at once, weighed field by field, decided by whose place it is."""

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.assets.drafts import InvalidDraft
from register.assets.values import AssetDraft
from register.events.history import asset_history, asset_version
from register.proposals.additions import OutsideBorough, add_asset
from register.proposals.deciding import Approval, approve_proposal, ask_for_more, reject_proposal
from register.proposals.errors import (
    AlreadyDecided,
    NothingToChange,
    NotOpen,
    NotYours,
    ProposalConflict,
)
from register.proposals.found import proposal_by_id
from register.proposals.queue import open_proposals, queue_counts
from register.proposals.submitting import Wish, submit
from tests.register.proposals.conftest import HALL, person


def change(session, hall, holder, base_version=None, **values):
    values = {name.replace("__", "."): value for name, value in values.items()}
    wish = Wish("change", hall, values, base_version)
    return submit(session, wish, holder=holder, door="field")


def public(session, column="name"):
    return session.scalars(text(f"SELECT {column} FROM published.public_asset")).all()


def test_whoever_may_approve_changes_at_once(session, hall, steward):
    done = change(session, hall, steward, 1, name="Renamed Hall", details__capacity=80)
    assert (done.version, done.proposal_id) == (2, None)
    assert public(session) == ["Renamed Hall"]
    assert asset_by_id(session, hall).fields["details.capacity"] == 80


def test_the_approved_version_stays_public_while_a_change_waits(session, hall, steward, newcomer):
    waiting = change(session, hall, newcomer, 1, name="Renamed Hall")
    assert waiting.version is None
    assert public(session) == ["Invented Hall"]
    decided = approve_proposal(session, waiting.proposal_id, steward)
    assert (decided.status, decided.version) == ("approved", 2)
    assert public(session) == ["Renamed Hall"]
    with pytest.raises(AlreadyDecided):
        approve_proposal(session, waiting.proposal_id, steward)


def test_an_addition_waits_and_is_added_as_edited(session, steward, newcomer):
    waiting = add_asset(session, AssetDraft(**HALL), holder=newcomer, door="field")
    assert public(session) == []
    edited = Approval(edits={"name": "Better Hall"})
    decided = approve_proposal(session, waiting.proposal_id, steward, edited)
    assert public(session) == ["Better Hall"]
    assert proposal_by_id(session, waiting.proposal_id).asset_id == decided.asset_id
    event = asset_history(session, decided.asset_id)[0]
    assert (event.proposal_id, event.actor) == (waiting.proposal_id, steward.actor)


def test_two_changes_of_different_fields_are_both_kept(session, hall, steward, newcomer):
    first = change(session, hall, newcomer, 1, name="Renamed Hall")
    second = change(session, hall, newcomer, 1, summary="Warm", details__capacity=80)
    approve_proposal(session, second.proposal_id, steward)
    approve_proposal(session, first.proposal_id, steward)
    fields = asset_by_id(session, hall).fields
    assert (fields["name"], fields["summary"]) == ("Renamed Hall", "Warm")


def test_a_change_that_meets_another_is_shown_and_never_written_over(
    session, hall, steward, newcomer
):
    waiting = change(session, hall, newcomer, 1, name="Second Name", summary="Warm")
    change(session, hall, steward, 1, name="First Name")
    with pytest.raises(ProposalConflict) as caught:
        approve_proposal(session, waiting.proposal_id, steward)
    (met,) = caught.value.fields
    assert (met.field, met.base, met.wanted, met.now) == (
        "name",
        "Invented Hall",
        "Second Name",
        "First Name",
    )
    stale = Approval(choices={"name": "proposed"}, seen_version=1)
    with pytest.raises(ProposalConflict):
        approve_proposal(session, waiting.proposal_id, steward, stale)
    keep = Approval(choices={"name": "current"})
    approve_proposal(session, waiting.proposal_id, steward, keep)
    fields = asset_by_id(session, hall).fields
    assert (fields["name"], fields["summary"]) == ("First Name", "Warm")


def test_a_conflict_is_settled_by_who_has_seen_it(session, hall, steward, newcomer):
    waiting = change(session, hall, newcomer, 1, name="Second Name")
    change(session, hall, steward, 1, name="First Name")
    seen = Approval(choices={"name": "proposed"}, seen_version=2)
    approve_proposal(session, waiting.proposal_id, steward, seen)
    assert public(session) == ["Second Name"]


def test_to_keep_what_it_says_now_is_to_write_nothing_over_it(session, hall, steward, newcomer):
    """Not even what was typed, as long as it is another value than the steward saw."""
    waiting = change(session, hall, newcomer, 1, name="Second Name", summary="Warm")
    change(session, hall, steward, 1, name="First Name")
    change(session, hall, steward, 2, name="Newer Name")
    seen = {"name": "Second Name"}
    keep = Approval({"name": "Typed Name"}, {"name": "current"}, seen_version=2, seen=seen)
    approve_proposal(session, waiting.proposal_id, steward, keep)
    fields = asset_by_id(session, hall).fields
    assert (fields["name"], fields["summary"]) == ("Newer Name", "Warm")


def test_what_is_typed_counts_only_of_what_was_looked_at(session, hall, steward, newcomer):
    waiting = change(session, hall, newcomer, 1, name="Second Name")
    change(session, hall, steward, 1, name="First Name")
    typed = {"name": "Typed Name"}
    for choices in ({}, {"name": "proposed"}):
        given = Approval(typed, choices, seen_version=1)
        with pytest.raises(ProposalConflict):
            approve_proposal(session, waiting.proposal_id, steward, given)
    approve_proposal(session, waiting.proposal_id, steward, Approval(typed, seen_version=2))
    assert public(session) == ["Typed Name"]


def test_even_who_may_approve_writes_over_nobody(session, hall, steward):
    change(session, hall, steward, 1, name="First Name")
    met = change(session, hall, steward, 1, name="Second Name")
    assert met.version is None
    assert [one.field for one in met.conflicts] == ["name"]
    assert public(session) == ["First Name"]
    assert proposal_by_id(session, met.proposal_id).is_open


def test_a_steward_of_another_ward_decides_nothing_here(session, hall, steward, stranger, newcomer):
    waiting = change(session, hall, newcomer, 1, name="Renamed Hall")
    with pytest.raises(NotYours):
        approve_proposal(session, waiting.proposal_id, stranger)
    with pytest.raises(NotYours):
        reject_proposal(session, waiting.proposal_id, stranger, "No")
    assert open_proposals(session, stranger) == []
    assert [one.id for one in open_proposals(session, steward)] == [waiting.proposal_id]
    assert queue_counts(session, steward).by_queue == {"changed": 1}
    assert change(session, hall, stranger, 1, summary="x").version is None


def test_a_steward_cannot_move_an_asset_into_anothers_ward(session, hall, steward, stranger):
    elsewhere = {"lon": -0.2275, "lat": 51.584}
    moved = change(session, hall, steward, 1, place=elsewhere)
    assert moved.version is None
    assert asset_by_id(session, hall).version == 1
    with pytest.raises(NotYours):
        approve_proposal(session, moved.proposal_id, steward)
    both = person("steward", ("ward:hendon", None), ("ward:finchley-church-end", None))
    approve_proposal(session, moved.proposal_id, both)
    assert "ward:hendon" in asset_by_id(session, hall).localities


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": ""}, InvalidDraft),
        ({"kind": "haal"}, InvalidDraft),
        ({"status": "closed"}, InvalidDraft),
        ({"details.wings": 2}, InvalidDraft),
        ({"place": {"lon": -0.5, "lat": 51.2}}, OutsideBorough),
        ({"place": {"lon": 51.6, "lat": -0.2}}, InvalidDraft),
        ({"place": 7}, InvalidDraft),
        ({"contacts": [{"email": "no address"}]}, InvalidDraft),
        ({"name": "Invented Hall"}, NothingToChange),
        ({}, NothingToChange),
    ],
)
def test_a_change_is_checked_when_it_comes(session, hall, newcomer, values, error):
    with pytest.raises(error):
        submit(session, Wish("change", hall, values, 1), holder=newcomer, door="api")


def test_a_change_is_checked_again_when_it_is_approved(session, hall, steward, newcomer):
    waiting = change(session, hall, newcomer, 1, details__capacity=80)
    change(session, hall, steward, 1, kind="park")
    with pytest.raises(InvalidDraft, match="not a detail"):
        approve_proposal(session, waiting.proposal_id, steward)


def test_rejecting_says_why_and_asking_keeps_it_open(session, hall, steward):
    wish = Wish("change", hall, {"name": "Renamed Hall"}, 1)
    waiting = submit(session, wish, holder=None, door="suggestion")
    with pytest.raises(InvalidDraft):
        reject_proposal(session, waiting.proposal_id, steward, " ")
    ask_for_more(session, waiting.proposal_id, steward, "Who says so?")
    assert proposal_by_id(session, waiting.proposal_id).status == "asked"
    reject_proposal(session, waiting.proposal_id, steward, "It is still called that.")
    found = proposal_by_id(session, waiting.proposal_id)
    assert (found.status, found.reason) == ("rejected", "It is still called that.")
    assert public(session) == ["Invented Hall"]


def test_closing_reopening_and_merging(session, hall, steward):
    other = add_asset(
        session, AssetDraft(**{**HALL, "name": "Other"}), holder=steward, door="field"
    ).asset_id

    def wish(action, asset_id, into_id=None):
        return submit(
            session, Wish(action, asset_id, into_id=into_id), holder=steward, door="queue"
        )

    assert wish("close", other).version == 2
    with pytest.raises(NotOpen):
        wish("close", other)
    with pytest.raises(NotOpen):
        change(session, other, steward, name="x")
    wish("reopen", other)
    assert sorted(public(session)) == ["Invented Hall", "Other"]
    wish("merge", other, hall)
    assert public(session) == ["Invented Hall"]
    assert asset_by_id(session, other).merged_into == hall
    former = session.execute(text("SELECT id, into_id FROM published.former_asset")).all()
    assert former == [(other, hall)]
    with pytest.raises(NotOpen):
        wish("merge", hall, hall)
    wish("reopen", other)
    assert session.execute(text("SELECT count(*) FROM published.former_asset")).scalar() == 0


def test_a_trusted_builder_changes_but_does_not_close(session, hall):
    builder = person("builder")
    assert change(session, hall, builder, 1, name="Renamed").version == 2
    closing = submit(session, Wish("close", hall), holder=builder, door="field")
    assert closing.version is None
    with pytest.raises(NotYours):
        approve_proposal(session, closing.proposal_id, builder)


def test_what_somebody_did_already_is_superseded(session, hall, steward, newcomer):
    waiting = change(session, hall, newcomer, 1, name="Renamed Hall")
    change(session, hall, steward, 1, name="Renamed Hall")
    assert approve_proposal(session, waiting.proposal_id, steward).status == "superseded"
    assert asset_by_id(session, hall).version == 2


def test_any_version_can_be_read(session, hall, steward):
    change(session, hall, steward, 1, name="Two", contacts=[{"email": "two@example.org"}])
    change(session, hall, steward, 2, name="Three", contacts=None)
    assert asset_version(session, hall, 1).fields == {
        "name": "Invented Hall",
        "kind": "hall",
        "summary": "A hall",
        "place": {"lon": -0.2, "lat": 51.6, "postcode": None},
    }
    assert asset_version(session, hall, 2).fields["contacts"] == [{"email": "two@example.org"}]
    assert asset_version(session, hall, 3).fields == asset_by_id(session, hall).fields
    assert [event.action for event in asset_history(session, hall)] == [
        "added",
        "changed",
        "changed",
    ]
    log = session.scalar(text("SELECT string_agg(e::text, '') FROM register.event AS e"))
    assert "two@example.org" not in log
