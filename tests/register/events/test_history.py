"""The log: what it tells, what it keeps apart, and the register as it was recorded."""

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.assets.values import AssetDraft
from register.events.history import (
    VersionNotFound,
    asset_as_at,
    asset_history,
    asset_version,
    register_as_at,
)
from register.proposals.additions import add_asset
from register.proposals.restoring import restore_version
from register.proposals.submitting import Wish, submit
from tests.register.proposals.conftest import HALL, person

BOSS = person("administrator")


def added(session, **values):
    draft = AssetDraft(**{**HALL, **values})
    return add_asset(session, draft, holder=BOSS, door="field").asset_id


def change(session, asset_id, words="", **values):
    values = {name.replace("__", "."): value for name, value in values.items()}
    wish = Wish("change", asset_id, values, words=words)
    return submit(session, wish, holder=BOSS, door="field").version


def now(session):
    return session.scalar(text("SELECT clock_timestamp()"))


def test_the_register_as_at_a_moment_is_what_was_recorded_then(session):
    before_all = now(session)
    hall = added(session)
    then = now(session)
    change(session, hall, name="Renamed", details__capacity=80)
    park = added(session, name="Park", kind="park")
    submit(session, Wish("close", hall), holder=BOSS, door="queue")
    assert list(register_as_at(session, before_all)) == []
    [old] = register_as_at(session, then)
    assert (old.asset_id, old.status, old.fields["name"]) == (hall, "published", "Invented Hall")
    today = {one.asset_id: one for one in register_as_at(session, now(session))}
    assert {one.fields["name"] for one in today.values()} == {"Renamed", "Park"}
    assert (today[hall].status, today[park].status) == ("closed", "published")
    assert asset_as_at(session, hall, before_all) is None
    assert asset_as_at(session, hall, then) == old


def test_what_may_be_personal_is_kept_apart(session):
    person_id = added(session, name="Invented Person plays", kind="skill-or-gift", summary="Harp")
    team = added(
        session,
        name="Pickers",
        kind="litter-pick-team",
        address="7 Invented Road",
        details={"meeting_point": "The red gate"},
    )
    change(session, person_id, name="Invented Person sings", words="She told Zebedee")
    change(session, team, details__meeting_point="The blue gate", address=None)
    change(session, team, contacts=[{"name": "Zebedee", "phone": "020 7946 0004"}])
    change(session, person_id, kind="hall")
    log = session.scalar(text("SELECT string_agg(e::text, '') FROM register.event AS e"))
    kept = session.scalar(text("SELECT string_agg(e::text, '') FROM register.event_private AS e"))
    for value in ("Person", "Harp", "Zebedee", "gate", "Invented Road", "7946", "51.6"):
        assert value not in log, value
        assert value in kept, value
    assert asset_version(session, team, 1).fields["details.meeting_point"] == "The red gate"
    assert asset_history(session, person_id)[1].words == "She told Zebedee"


def test_a_restored_version_is_a_new_change(session):
    hall = added(session, summary="First", contacts=[{"phone": "020 7946 0005"}])
    change(session, hall, summary="Second", contacts=None, serves=["ward:hendon"])
    change(session, hall, name="Renamed")
    done = restore_version(session, hall, 1, 3, BOSS)
    assert done.version == 4
    assert asset_by_id(session, hall).fields == asset_version(session, hall, 1).fields
    last = asset_history(session, hall)[-1]
    assert (last.action, last.reason) == ("changed", "Restored version 1")
    assert set(last.changes) == {"name", "summary", "contacts", "serves"}


def test_restoring_writes_over_nobody(session):
    hall = added(session, summary="First")
    change(session, hall, summary="Second")
    change(session, hall, summary="Third")
    met = restore_version(session, hall, 1, 2, BOSS)
    assert met.version is None
    assert [one.field for one in met.conflicts] == ["summary"]


def test_a_version_that_never_was_is_not_found(session):
    hall = added(session)
    for version in (0, 2):
        with pytest.raises(VersionNotFound):
            asset_version(session, hall, version)


def test_a_withdrawn_consent_outlives_every_change(session):
    agreed = {
        "name": "Zebedee",
        "phone": "020 7946 0006",
        "audience": "public",
        "lawful_basis": "consent",
        "consent_on": "2026-01-02",
        "consent_how": "by phone",
    }
    hall = added(session, contacts=[agreed])
    session.execute(text("UPDATE register.contact SET consent_withdrawn_on = '2026-02-03'"))
    change(session, hall, summary="Changed")
    change(session, hall, contacts=[agreed])
    withdrawn = "SELECT count(*), count(consent_withdrawn_on) FROM register.contact"
    assert session.execute(text(withdrawn)).one() == (1, 1)
    assert "Zebedee" not in session.scalar(text("SELECT document FROM published.public_asset"))


def test_an_asset_that_must_not_be_found_leaves_no_address(session):
    refuge = added(session, name="Refuge", precision="never")
    hall = added(session)
    submit(session, Wish("close", refuge), holder=BOSS, door="queue")
    kept = added(session, name="Kept")
    submit(session, Wish("merge", hall, into_id=kept), holder=BOSS, door="queue")
    former = "SELECT id FROM published.former_asset"
    assert session.scalars(text(former)).all() == [hall]
