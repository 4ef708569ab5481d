"""Details are checked per kind; every fault is told at once, in sentences."""

from datetime import date, datetime, time

import pytest

from register.kinds.definition import kind_by_slug
from register.kinds.details import published_details, shown_details, validated_details
from register.kinds.errors import InvalidDetails
from register.kinds.shapes import Detail, Kind


@pytest.mark.parametrize(
    ("kind", "name", "given", "stored"),
    [
        ("hall", "capacity", "120", 120),
        ("hall", "capacity", "1,200", 1200),
        ("hall", "capacity", 0, 0),
        ("hall", "is_for_hire", "Y", True),
        ("hall", "is_for_hire", "no", False),
        ("hall", "is_for_hire", False, False),
        ("hall", "is_for_hire", "TRUE", True),
        ("hall", "step_free_access", "Y", "yes"),
        ("hall", "step_free_access", True, "yes"),
        ("hall", "facilities", "Kitchen; toilets, kitchen", ["toilets", "kitchen"]),
        ("hall", "facilities", ["hearing loop"], ["hearing loop"]),
        ("hall", "booking_page", "www.example.org/book", "https://www.example.org/book"),
        ("hall", "booking_page", "http://example.org", "http://example.org"),
        ("hall", "opening_times", "Mon 9 to 5\nTue shut", "Mon 9 to 5\nTue shut"),
        ("hall", "cost", "  £3 \n a  session ", "£3 a session"),
        ("hall", "cost", "=1+1", "=1+1"),
        ("funding-pot", "amount_to", "£1,500", "1500"),
        ("funding-pot", "amount_to", "12.5", "12.50"),
        ("funding-pot", "amount_to", 250.5, "250.50"),
        ("funding-pot", "deadline", "2026-12-01", "2026-12-01"),
        ("funding-pot", "deadline", "1/12/2026", "2026-12-01"),
        ("funding-pot", "deadline", "01.12.26", "2026-12-01"),
        ("funding-pot", "deadline", "1st December 2026", "2026-12-01"),
        ("funding-pot", "deadline", datetime(2026, 12, 1, 9, 0), "2026-12-01"),  # noqa: DTZ001
        ("funding-pot", "deadline", date(2026, 12, 1), "2026-12-01"),
        ("resident-forum", "meeting_starts_at", "7.30pm", "19:30"),
        ("resident-forum", "meeting_starts_at", "12am", "00:00"),
        ("resident-forum", "meeting_starts_at", "19:30:00", "19:30"),
        ("resident-forum", "meeting_starts_at", time(9, 5), "09:05"),
        ("heritage-site", "listing", "Grade II*", "grade II*"),
        ("heritage-site", "listing", "grade ii", "grade II"),
        ("place-of-worship", "religion", "BAHAI", "Bahá'í"),
    ],
)
def test_values_are_stored_in_one_form(kind, name, given, stored):
    found = validated_details(kind_by_slug(kind), {name: given})
    assert found == {name: stored}
    assert type(found[name]) is type(stored)


@pytest.mark.parametrize(
    ("kind", "name", "given", "says"),
    [
        ("hall", "capacity", "about 100", "not a whole number"),
        ("hall", "capacity", "12.5", "not a whole number"),
        ("hall", "capacity", True, "not a whole number"),
        ("hall", "capacity", -1, "outside 0"),
        ("hall", "is_for_hire", "maybe", "neither yes nor no"),
        ("hall", "facilities", "kitchen; helipad", "“helipad” is not one of"),
        ("hall", "booking_page", "javascript:alert(1)", "not a web address"),
        ("hall", "booking_page", "javascript://example.org/%0aalert(1)", "not a web address"),
        ("hall", "booking_page", "https://user@example.org", "not a web address"),
        ("hall", "booking_page", "https://exa mple.org", "not a web address"),
        ("hall", "booking_page", 'https://example.org/"onclick=', "not a web address"),
        ("hall", "booking_page", "https://[::1", "not a web address"),
        ("hall", "cost", "x" * 301, "300 at most"),
        ("hall", "cost", ["a"], "must be text"),
        ("hall", "wings", "two", "not a detail of a hall"),
        ("funding-pot", "amount_to", "loads", "not an amount"),
        ("funding-pot", "amount_to", "-5", "not an amount"),
        ("funding-pot", "amount_to", float("nan"), "not an amount"),
        ("funding-pot", "deadline", "31/2/2026", "not a day of any month"),
        ("funding-pot", "deadline", "12/31/2026", "not a day of any month"),
        ("funding-pot", "deadline", "soon", "not a date"),
        ("resident-forum", "meeting_starts_at", "25:00", "not a time"),
        ("resident-forum", "meeting_starts_at", "13pm", "not a time"),
        ("resident-forum", "meeting_starts_at", "7", "not a time"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_do(kind, name, given, says):
    with pytest.raises(InvalidDetails, match=says) as refused:
        validated_details(kind_by_slug(kind), {name: given})
    assert [field for field, _ in refused.value.faults] == [name]
    assert refused.value.faults[0][1].endswith(".")


def test_all_faults_are_told_at_once():
    with pytest.raises(InvalidDetails) as refused:
        validated_details(kind_by_slug("hall"), {"capacity": "x", "rooms": "y", "cost": "free"})
    assert [field for field, _ in refused.value.faults] == ["capacity", "rooms"]


@pytest.mark.parametrize("given", [None, {}, {"capacity": ""}, {"capacity": " "}, {"wings": ""}])
def test_empty_details_are_no_details(given):
    assert validated_details(kind_by_slug("hall"), given) == {}


def test_a_required_detail_must_be_there():
    needed = Detail("what", "gift", "What", "text", required=True)
    kind = Kind("gift", "people", "gift", "gifts", "star", 6, "none", details=(needed,))
    for given in ({}, {"what": " "}):
        with pytest.raises(InvalidDetails, match="What: it is missing"):
            validated_details(kind, given)


def test_details_that_locate_are_not_published_below_street_precision():
    kind = kind_by_slug("litter-pick-team")
    stored = validated_details(kind, {"meeting_point": "By the gate", "kit": "gloves"})
    assert published_details(kind, stored, is_located=False) == {"kit": ["gloves"]}
    assert published_details(kind, stored, is_located=True) == stored


def test_details_are_shown_with_their_labels():
    kind = kind_by_slug("hall")
    stored = validated_details(
        kind, {"facilities": "lift; stage", "is_for_hire": "yes", "capacity": 5}
    )
    assert list(shown_details(kind, stored)) == [
        ("How many people it holds", "5"),
        ("Facilities", "lift; stage"),
        ("Can be hired", "yes"),
    ]
