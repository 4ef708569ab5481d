"""The kinds of the data file: complete, findable, readable by everyone, private by default."""

import re

import pytest

from register.kinds.definition import (
    details,
    families,
    family_by_slug,
    find_kind,
    kind_by_slug,
    kinds,
)
from register.kinds.errors import KindsFileError, UnknownKind
from register.kinds.for_whom import find_group, group_by_slug, groups, read_groups
from register.kinds.reading import KINDS_FILE, read_kinds

INFORMAL = [
    "residents-association",
    "litter-pick-team",
    "community-group",
    "friends-of-group",
    "tenants-group",
    "faith-group",
    "sports-club",
    "youth-group",
    "parents-group",
    "older-peoples-group",
    "cultural-group",
    "mutual-aid-group",
    "neighbourhood-watch",
    "town-team",
    "charity",
    "social-enterprise",
]


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_family_has_kinds_and_every_kind_its_family():
    assert [family.slug for family in families()] == [
        "associations", "institutions", "places", "people", "exchange", "stories", "voice",
    ]  # fmt: skip
    assert {kind.family for kind in kinds()} == {family.slug for family in families()}
    assert len(kinds()) == len({kind.slug for kind in kinds()}) >= 51
    assert family_by_slug("voice").glyph == "V"


def test_a_family_is_told_apart_without_colour():
    for attribute in ("glyph", "shape", "outline", "colour"):
        assert len({getattr(family, attribute) for family in families()}) == 7


@pytest.mark.parametrize("family", families(), ids=lambda family: family.slug)
def test_symbols_stand_out_from_the_map_and_letters_from_symbols(family):
    assert contrast(family.colour, "#ffffff") >= 4.5
    for ground in ("#f2efe9", "#dddddd", "#add19e", "#aad3df"):  # tiles, bare map, parks, water
        assert contrast(family.colour, ground) >= 3


def test_informal_groups_are_public_at_ward_precision_only():
    assert {kind_by_slug(slug).precision for slug in INFORMAL} == {"ward"}
    assert {kind.slug for kind in kinds() if kind.family == "associations"} == set(INFORMAL)


def test_places_and_institutions_are_exact_and_people_have_no_place():
    for kind in kinds():
        if kind.family in ("places", "institutions"):
            assert kind.precision == "exact", kind.slug
        assert kind.is_personal == (kind.family == "people")
        if kind.is_personal:
            assert kind.precision == "none"


def test_details_that_would_pin_a_home_are_marked():
    assert kind_by_slug("litter-pick-team").locating_details == ("meeting_point", "area_covered")
    for kind in kinds():
        for detail in kind.details:
            says_where = re.search(r"(?i)meeting (point|place)|to collect|street", detail.label)
            assert detail.locates or not says_where, (kind.slug, detail.name)


def test_kinds_take_the_details_that_the_design_names():
    names = {
        "hall": {"capacity", "facilities", "step_free_access", "is_for_hire", "booking"},
        "litter-pick-team": {"meeting_point", "kit"},
        "funding-pot": {"funder", "amount_to", "deadline", "eligibility"},
        "resident-forum": {"forum_area", "chair_role", "next_meeting", "how_to_join"},
    }
    for slug, expected in names.items():
        assert expected <= set(kind_by_slug(slug).detail_by_name)
    assert details()["capacity"].type == "whole_number"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("hall", "hall"),
        ("  Residents’ Association ", "residents-association"),
        ("RESIDENTS ASSOCIATIONS", "residents-association"),
        ("litter_pick_team", "litter-pick-team"),
        ("Café", "cafe"),
        ("gurdwara", "place-of-worship"),
        ("Friends of", "friends-of-group"),
    ],
)
def test_a_kind_is_found_by_any_of_its_names(text, slug):
    found = find_kind(text)
    assert found is not None
    assert found.slug == slug


def test_every_name_of_every_kind_finds_it():
    assert all(find_kind(name) is kind for kind in kinds() for name in kind.names)


def test_an_unknown_kind_names_what_was_perhaps_meant():
    assert find_kind("spaceport") is None
    assert find_kind("") is None
    with pytest.raises(UnknownKind, match="Did you mean community centre"):
        kind_by_slug("comunity centre")
    with pytest.raises(UnknownKind, match="list of kinds"):
        kind_by_slug("qqqq")
    with pytest.raises(UnknownKind, match="missing"):
        kind_by_slug(" ")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('family = "voice"', 'family = "choir"', "no such family"),
        ('precision = "ward"', 'precision = "wards"', "no precision wards"),
        ('type = "money"', 'type = "gold"', "no type gold"),
        ('details = ["general", "meeting"]', 'details = ["genral"]', "no such details as genral"),
        ('synonyms = ["residents group"', 'synonyms = ["library"', "both"),
        ('colour = "#1d63a8"', 'colour = "red"', "colour"),
        ('outline = "M2 2h20v15', 'outline = "M2 2<script>', "SVG"),
        ("[details.meeting.members]", "[details.meeting.capacity]", "same name"),
        ("review_months = 12", "review_weeks = 12", "review_weeks"),
        ("[[kinds]]", "[[kinds]", "cannot be read"),
    ],
)
def test_a_data_file_that_contradicts_itself_is_refused(tmp_path, old, new, says):
    text = KINDS_FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "kinds.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KindsFileError, match=says):
        read_kinds(path)


def test_groups_are_found_by_any_name_and_faith_health_and_heritage_are_flagged():
    assert len(groups()) == len({group.slug for group in groups()})
    found = find_group("Asylum Seekers")
    assert found is not None
    assert found.slug == "refugees"
    sikh = group_by_slug("sikh")
    assert sikh is not None
    assert sikh.may_be_special_category
    carers = group_by_slug("carers")
    assert carers is not None
    assert not carers.may_be_special_category
    assert find_group("martians") is None


def test_one_name_for_two_groups_is_refused(tmp_path):
    path = tmp_path / "for_whom.toml"
    path.write_text(
        '[[themes]]\nslug="a"\nname="A"\ngroups=[{slug="x",label="X"},{slug="y",label="x"}]'
    )
    with pytest.raises(KindsFileError, match="means both x and y"):
        read_groups(path)
