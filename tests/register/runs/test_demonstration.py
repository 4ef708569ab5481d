"""The demonstration data goes without a trace but the log, and takes nothing else with it."""

from sqlalchemy import text

from importers.demonstration import load_demonstration
from register.runs.demonstration import has_demonstration, remove_demonstration

LEFT = (
    "register.asset",
    "register.contact",
    "register.row",
    "register.run",
    "register.reject",
    "register.membership",
    "register.event_private",
    "published.public_asset",
    "published.public_membership",
    "published.source",
)


BELONGING = (
    "register.relation",
    "register.offer",
    "register.loan",
    "published.public_relation",
    "published.public_offer",
    "published.public_session",
)


def counts(session):
    return {name: session.scalar(text(f"SELECT count(*) FROM {name}")) for name in LEFT}


def test_all_of_it_goes_and_only_it(session, run):
    run("Real", publish=True)
    before = counts(session)
    assert min(before.values()) >= 1
    run("Invented", "Imaginary", source="demonstration", publish=True, is_demonstration=True)
    assert has_demonstration(session)
    assert counts(session)["register.asset"] == 3
    assert remove_demonstration(session, "test") == 2
    assert counts(session) == before
    assert not has_demonstration(session)
    names = "SELECT name FROM published.public_asset"
    assert session.scalars(text(names)).all() == ["Real"]


def test_the_log_keeps_that_it_was_there(session, run):
    run("Invented", source="demonstration", publish=True, is_demonstration=True)
    remove_demonstration(session, "test")
    actions = "SELECT action FROM register.event ORDER BY id"
    assert session.scalars(text(actions)).all()[-2:] == ["added", "erased"]


def test_nothing_is_left_of_what_belongs_to_it(session):
    load_demonstration(session, "test")
    everything = {name: f"SELECT count(*) FROM {name}" for name in (*LEFT, *BELONGING)}
    assert min(session.scalar(text(everything[name])) for name in BELONGING) >= 4
    remove_demonstration(session, "test")
    assert {
        name: session.scalar(text(count)) for name, count in everything.items()
    } == dict.fromkeys(everything, 0)


def test_taking_it_out_twice_takes_out_nothing(session):
    assert remove_demonstration(session, "test") == 0
