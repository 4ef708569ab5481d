"""Offers and needs: recorded with their asset, public with it, over when their days are."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from frontend.rendering import today
from register.assets.current import asset_by_id
from register.assets.drafts import InvalidDraft
from register.events.history import asset_history, asset_version
from register.kinds.errors import KindsFileError
from register.offers.kinds import OFFERS_FILE, read_offer_kinds
from register.offers.questions import OfferQuestion, listed_statement, matches_statement
from register.privacy.erasing import erase_from_database
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by_name
from register.proposals.submitting import Wish, submit
from tests.register.relations.conftest import HERE

TODAY = today()
KIT = {"way": "offer", "kind": "kit", "words": "Litter pickers"}
WANTED = {"way": "need", "kind": "kit", "words": "Pickers for Saturdays"}


def say(session, holder, asset, version=None, /, **offers):
    values = {f"offers.{key}": offer for key, offer in offers.items()}
    return submit(session, Wish("change", asset, values, version), holder=holder, door="field")


def asked(session, statement, values):
    cursor = session.connection().connection.driver_connection.cursor()
    cursor.execute(statement, values)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def listed(session, **question):
    found = asked(session, *listed_statement(OfferQuestion(**question)))
    return [(row["name"], row["words"]) for row in found]


def suited(session, **question):
    found = asked(session, *matches_statement(**question))
    return [(row["offer_name"], row["need_name"], row["metres"]) for row in found]


def test_an_offer_is_recorded_logged_and_public(session, boss, hall):
    said = KIT | {"until_on": (TODAY + timedelta(days=9)).isoformat()}
    assert say(session, boss, hall, kit1=said).version == 2
    assert asset_by_id(session, hall).fields["offers.kit1"] == said
    assert asset_version(session, hall, 2).fields["offers.kit1"] == said
    assert listed(session) == [("Invented Hall", "Litter pickers")]
    say(session, boss, hall, kit1=None)
    assert listed(session) == []


def test_saying_the_same_again_is_no_change(session, boss, hall):
    say(session, boss, hall, kit1=KIT | {"hours": "", "from_on": None})
    submit(session, Wish("change", hall, {"name": "New name"}), holder=boss, door="field")
    assert set(asset_history(session, hall)[-1].changes) == {"name"}


def test_two_who_add_offers_do_not_meet(session, boss, hall):
    say(session, boss, hall, 1, kit1=KIT)
    assert say(session, boss, hall, 1, kit2=KIT).version == 3
    assert len(listed(session)) == 2


def test_it_is_over_by_itself(session, boss, hall):
    over = (TODAY - timedelta(days=1)).isoformat()
    last_day, later = TODAY.isoformat(), (TODAY + timedelta(days=30)).isoformat()
    say(session, boss, hall, over=KIT | {"words": "Over", "until_on": over})
    say(session, boss, hall, last=KIT | {"words": "Today", "until_on": last_day})
    say(session, boss, hall, later=KIT | {"words": "Later", "from_on": later})
    assert {words for _, words in listed(session)} == {"Today", "Later"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "gold"},
        {"words": ""},
        {"way": "gift"},
        {"from_on": "2026-03-02", "until_on": "2026-03-01"},
        {"hours": "2 a week"},
        {"has_certificate": True},
        {"colour": "red"},
        {"until_on": "soon"},
    ],
)
def test_what_is_not_right_is_refused(session, boss, hall, wrong):
    with pytest.raises(InvalidDraft):
        say(session, boss, hall, kit1=KIT | wrong)


def test_roles_say_hours_skills_and_a_certificate(session, boss, hall):
    role = {"way": "need", "kind": "volunteers", "words": "A treasurer", "hours": "2 a month",
            "skills": "Bookkeeping", "has_certificate": True}  # fmt: skip
    plain = {"way": "need", "kind": "volunteers", "words": "A gardener"}
    say(session, boss, hall, role1=role, role2=plain)
    assert asset_by_id(session, hall).fields["offers.role1"] == role
    assert listed(session, with_certificate=True) == [("Invented Hall", "A treasurer")]
    assert len(listed(session, kind="volunteers", way="need")) == 2
    assert listed(session, way="offer") == []


def test_an_entry_about_one_person_offers_nothing(session, boss, new):
    gift = new("A gift", "skill-or-gift", serves=[HERE])
    with pytest.raises(InvalidDraft):
        say(session, boss, gift, kit1=KIT)


def test_nothing_of_what_nobody_may_find(session, boss, hall):
    say(session, boss, hall, kit1=KIT)
    submit(session, Wish("change", hall, {"precision": "never"}), holder=boss, door="field")
    assert listed(session) == []
    assert session.scalar(text("SELECT count(*) FROM published.public_offer")) == 0


def test_by_place_they_are_those_located_or_serving_there(session, boss, hall):
    say(session, boss, hall, kit1=KIT)
    assert listed(session, locality=HERE) == listed(session)
    assert listed(session, locality="ward:hendon") == []


def test_what_suits_what_is_near_or_in_one_ward(session, boss, hall, group, new):
    near = new("Near", "school", lon=-0.205, lat=51.6)
    far = new("Far", "school", lon=-0.26, lat=51.62)
    say(session, boss, hall, kit1=KIT)
    for one in (near, far, group):
        say(session, boss, one, kit1=WANTED)
    found = suited(session)
    assert [(offer, need) for offer, need, _ in found] == [
        ("Invented Hall", "Near"), ("Invented Hall", "Invented Group"),
    ]  # fmt: skip
    assert 300 < found[0][2] < 400
    assert found[1][2] is None  # of a group shown as its ward no distance is told
    assert suited(session, asset_id=group) == found[1:]
    assert suited(session, locality=HERE) == found
    assert suited(session, locality="ward:hendon") == []


@pytest.mark.parametrize(
    ("offered", "needed", "is_suited"),
    [
        ({}, {}, True),
        ({"kind": "goods"}, {}, True),
        ({"kind": "room"}, {}, False),
        ({"kind": "social-value"}, {"kind": "money"}, True),
        ({"kind": "money"}, {"kind": "social-value"}, False),
        ({"until_on": "2999-03-01"}, {"from_on": "2999-03-02"}, False),
        ({"until_on": "2999-03-02"}, {"from_on": "2999-03-02"}, True),
    ],
)
def test_kinds_and_days_must_meet(session, boss, hall, school, offered, needed, is_suited):
    say(session, boss, hall, kit1=KIT | offered)
    say(session, boss, school, kit1=WANTED | needed)
    assert bool(suited(session)) == is_suited


def test_who_is_named_is_erased_from_offers_too(session, boss, hall):
    say(session, boss, hall, kit1=KIT | {"words": "Pickers: ask Ann Noone"})
    known = known_by_name("Ann Noone")
    subjects = subjects_of(holdings_of(session, known))
    assert f"asset {hall}" in subjects
    erase_from_database(session, known, actor="test", subjects=subjects)
    [(_, words)] = listed(session)
    assert "Noone" not in words
    assert "Noone" not in str(asset_history(session, hall))
    assert holdings_of(session, known) == []


def test_the_data_file_is_held_to_its_word(tmp_path):
    wrong = tmp_path / "offers.toml"
    content = OFFERS_FILE.read_text()
    for before, after in (
        ('slug = "room"', 'slug = "kit"'),
        ('suits = ["kit"]', 'suits = ["gold"]'),
        ("near_metres = 3000", "near_metres = 0"),
        ("gives_time = true", "takes_time = true"),
    ):
        assert before in content
        wrong.write_text(content.replace(before, after))
        with pytest.raises(KindsFileError):
            read_offer_kinds(wrong)
