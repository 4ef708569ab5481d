"""An import writes over nobody: where a person has edited, the source only proposes."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft
from register.people.holders import Holder
from register.proposals.deciding import approve_proposal, reject_proposal
from register.proposals.queue import open_proposals
from register.proposals.submitting import Wish, submit
from register.runs.applying import Import, apply_run
from register.runs.sources import Source

ALL = Holder(uuid4(), "x", "administrator", True)


@pytest.fixture
def said(session):
    """What a source says of its one asset, in a run of its own; answers the run's line."""

    def run(**values):
        values = {"name": "Hall", "kind": "hall", "lon": -0.2, "lat": 51.6} | values
        rows = [StagedDraft(AssetDraft(**values), 2, "1")]
        wanted = Import(Source("example", "Example"), "list.csv", rows, lambda: b"x", "test", True)
        return apply_run(session, wanted).line()

    return run


@pytest.fixture
def edit(session):
    def change(**values):
        values = {name.replace("__", "."): value for name, value in values.items()}
        wish = Wish("change", the_asset(session).id, values)
        return submit(session, wish, holder=ALL, door="field")

    return change


def the_asset(session):
    return asset_by_id(session, session.scalar(text("SELECT id FROM register.asset")))


def test_an_edit_stays_where_the_source_has_not_changed_its_mind(session, said, edit):
    said(summary="Old")
    edit(summary="A person's words")
    line = said(summary="Old", details={"capacity": 80})
    assert "changed: 1" in line
    fields = the_asset(session).fields
    assert (fields["summary"], fields["details.capacity"]) == ("A person's words", 80)
    assert open_proposals(session, ALL) == []


def test_what_the_source_says_otherwise_is_one_proposal(session, said, edit):
    said(summary="Old")
    edit(summary="A person's words", name="Better name")
    assert said(summary="New") == "new: 0 changed: 0 unchanged: 1 rejected: 0 outside: 0"
    said(summary="Newer")
    said(summary="Newer", name="Hall by the source")
    (waiting,) = open_proposals(session, ALL)
    assert waiting.door == "import"
    assert waiting.actor == "source example"
    assert waiting.changes == {
        "summary": {"from": "A person's words", "to": "Newer"},
        "name": {"from": "Better name", "to": "Hall by the source"},
    }
    fields = the_asset(session).fields
    assert (fields["summary"], fields["name"]) == ("A person's words", "Better name")
    assert the_asset(session).version == 2


def test_once_approved_the_source_writes_again(session, said, edit):
    said(summary="Old")
    edit(summary="A person's words")
    said(summary="New")
    approve_proposal(session, open_proposals(session, ALL)[0].id, ALL)
    assert the_asset(session).fields["summary"] == "New"
    said(summary="Newest")
    assert the_asset(session).fields["summary"] == "Newest"
    assert open_proposals(session, ALL) == []


def test_once_rejected_the_same_is_not_proposed_again(session, said, edit):
    said(summary="Old")
    edit(summary="A person's words")
    said(summary="New")
    reject_proposal(session, open_proposals(session, ALL)[0].id, ALL, "Wrong")
    said(summary="New", details={"capacity": 80})
    assert open_proposals(session, ALL) == []
    said(summary="Newer")
    assert len(open_proposals(session, ALL)) == 1


def test_an_edited_place_stays(session, said, edit):
    said()
    edit(place={"lon": -0.201, "lat": 51.601})
    said(lon=-0.21, summary="New")
    asset = the_asset(session)
    assert (asset.fields["place"]["lon"], asset.at) == (-0.201, (-0.201, 51.601))
    assert asset.fields["summary"] == "New"
    (waiting,) = open_proposals(session, ALL)
    assert (waiting.queue, list(waiting.changes)) == ("place", ["place"])


def test_what_does_not_go_together_is_proposed_whole(session, said, edit):
    said(details={"capacity": 80})
    edit(details__capacity=90)
    said(kind="park")
    asset = the_asset(session)
    assert (asset.kind, asset.fields["details.capacity"]) == ("hall", 90)
    (waiting,) = open_proposals(session, ALL)
    assert waiting.changes["kind"] == {"from": "hall", "to": "park"}


def test_a_source_that_comes_round_to_the_edit_owns_the_field_again(session, said, edit):
    said(summary="Old")
    edit(summary="Both")
    said(summary="Both")
    assert the_asset(session).edited == {}
    said(summary="Newer")
    assert the_asset(session).fields["summary"] == "Newer"
