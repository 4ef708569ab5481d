"""Whom a row belongs to: by name or by reference, in its list or in the register, and only once."""

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.proposals.submitting import Wish, submit
from tests.register.proposals.conftest import person

HALL = {"Reference": "H-1", "Name": "Example Hall", "Kind": "hall", "Postcode": "EN5 5NT"}
TRUST = {**HALL, "Reference": "H-2", "Name": "Example Trust", "Kind": "charity"}
GROUP = {**HALL, "Reference": "H-3", "Name": "Example Knitters", "Kind": "community group"}
TOLD = """
SELECT f.name, r.relation, t.name, r.is_public FROM register.relation AS r
JOIN register.asset AS f ON f.id = r.from_asset_id JOIN register.asset AS t ON t.id = r.to_asset_id
ORDER BY 1, 2, 3
"""
PUBLIC = "SELECT relation FROM published.public_relation"


@pytest.fixture
def sent(table, imported):
    """Imports rows and answers the report."""
    return lambda *rows: imported(table(list(rows)))


@pytest.fixture
def told(session):
    return lambda: [tuple(row) for row in session.execute(text(TOLD))]


def notes(done):
    return [note for note in done.notes if note.startswith(("line", "and"))]


def test_names_and_references_of_the_same_list_lead_to_their_rows(session, sent, told):
    group = {**GROUP, "Meets at": " example  HALL ", "Works with": "H-2; H-1"}
    done = sent(group, {**HALL, "Run by": "Example Trust"}, TRUST)
    assert (done.run.line().startswith("new: 3"), notes(done)) == (True, [])
    assert told() == [
        ("Example Hall", "run_by", "Example Trust", None),
        ("Example Knitters", "hosted_at", "Example Hall", None),
        ("Example Knitters", "partners_with", "Example Hall", None),
        ("Example Knitters", "partners_with", "Example Trust", None),
    ]


def test_the_same_list_again_changes_nothing_and_doubles_nothing(sent, told):
    rows = ({**GROUP, "Meets at": "Example Hall", "Run by": "H-2"}, HALL, TRUST)
    sent(*rows)
    before = told()
    assert sent(*rows).run.line() == "new: 0 changed: 0 unchanged: 3 rejected: 0 outside: 0"
    assert told() == before


def test_one_taken_off_the_list_goes_as_other_fields_do(sent, told):
    sent({**GROUP, "Meets at": "Example Hall", "Run by": "H-2"}, HALL, TRUST)
    done = sent({**GROUP, "Meets at": "Example Hall", "Run by": ""}, HALL, TRUST)
    assert done.run.line() == "new: 0 changed: 1 unchanged: 2 rejected: 0 outside: 0"
    assert told() == [("Example Knitters", "hosted_at", "Example Hall", None)]
    assert sent(GROUP, HALL, TRUST).run.changed == 1
    assert told() == []


def test_what_cannot_be_told_is_left_out_and_said_and_the_row_goes_in(sent, told):
    twin = {**HALL, "Reference": "H-9"}
    gift = {
        **HALL,
        "Reference": "H-8",
        "Name": "Example Gift",
        "Kind": "skill or gift",
        "Run by": "H-1",
    }
    group = {**GROUP, "Meets at": "Example Hall; H-1; Nowhere", "Part of": "H-3"}
    done = sent(group, HALL, twin, gift)
    assert done.run.line() == "new: 4 changed: 0 unchanged: 0 rejected: 0 outside: 0"
    assert told() == [("Example Knitters", "hosted_at", "Example Hall", None)]
    first, second, third, fourth = notes(done)
    assert first.startswith("line 2, Meets at: “Example Hall” was left out, because several")
    assert "“Nowhere” was left out, because no entry" in second
    assert "line 2, Part of: “H-3” was left out, because an entry cannot" in third
    assert "line 5, Run by: “H-1” was left out, because entries about one person" in fourth


def test_a_name_that_means_something_only_later_is_taken_up_then(session, sent, told):
    group = {**GROUP, "Meets at": "Example Hall"}
    assert "Example Hall" in notes(sent(group))[0]
    done = sent(group, HALL)
    assert done.run.line() == "new: 1 changed: 1 unchanged: 0 rejected: 0 outside: 0"
    assert [row[2] for row in told()] == ["Example Hall"]
    assert sent(group).run.unchanged == 1  # the hall is in the register, if not in this list
    session.execute(text("UPDATE register.asset SET status = 'closed' WHERE kind = 'hall'"))
    assert "no entry has this name" in notes(sent(group))[0]
    assert told() == []


def test_nobody_learns_of_an_entry_that_nobody_may_find(sent, told):
    done = sent({**HALL, "Public location": "never"}, {**GROUP, "Meets at": "Example Hall"})
    assert "no entry has this name" in notes(done)[0]
    assert told() == []


@pytest.mark.parametrize(("shown", "public"), [("", []), ("Shown", ["hosted_at"]), ("hidden", [])])
def test_where_a_group_meets_is_public_only_if_the_list_says_so(session, sent, shown, public):
    sent(HALL, {**GROUP, "Meets at": "H-1", "Who may see these": shown})
    assert list(session.scalars(text(PUBLIC))) == public


def test_what_a_person_said_of_an_entry_stays(session, sent, told):
    sent({**GROUP, "Meets at": "H-1"}, HALL, TRUST)
    ids = dict(session.execute(text("SELECT name, id FROM register.asset")).all())
    group = ids["Example Knitters"]
    wanted = {
        f"relations.run_by:{ids['Example Trust']}": "usual",
        f"relations.hosted_at:{ids['Example Hall']}": None,
    }
    submit(session, Wish("change", group, wanted), holder=person("administrator"), door="field")
    sent({**GROUP, "Meets at": "H-1", "Summary": "Knits."}, HALL, TRUST)
    assert told() == [("Example Knitters", "run_by", "Example Trust", None)]
    assert asset_by_id(session, group).fields["summary"] == "Knits."
