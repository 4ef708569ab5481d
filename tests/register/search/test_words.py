"""Words, synonyms, days, spelling and places, each by itself."""

import pytest

from geo.points import LonLat
from register.search.lexicon import lexicon
from register.search.places import (
    NamedPlace,
    certain_places,
    find_postcode,
    joined,
    places_called,
)
from register.search.spelling import nearest
from register.search.synonyms import SynonymsFileError, read_synonyms
from register.search.timing import day_words, part_words
from register.search.words import plain_words


def test_words_are_plain_in_any_script():
    assert plain_words("Ōtemae CAFÉ, St. Aldwyn's") == ("otemae", "cafe", "st", "aldwyns")
    assert plain_words("مكتبة 图书馆") == ("مكتبة", "图书馆")
    assert plain_words("'; DROP TABLE x; -- %(q)s & | ! <-> :*") == ("drop", "table", "x", "q", "s")


def test_the_register_finds_residents_for_tenants():
    meaning = lexicon().meaning(["tenants"])
    assert "residents" in meaning.wide_phrases
    assert "residents" in lexicon().meaning(["tenants", "association"]).part_phrases
    assert "kind:tenants-group" in lexicon().meaning(["tenants", "association"]).called


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("asked;finds\n", "first line"),
        ("asked,finds\nhall\n", "line 2"),
        ("asked,finds\nhall,kind:castle\n", "kind:castle is not known"),
        ("asked,finds\n,hall\n", "a word is missing"),
    ],
)
def test_a_wrong_line_of_synonyms_is_named(tmp_path, lines, said):
    path = tmp_path / "synonyms.csv"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(SynonymsFileError, match=said):
        list(read_synonyms(path))


def test_the_list_of_synonyms_is_good():
    assert len(list(read_synonyms())) > 40


def test_days_between_two_are_meant_too():
    assert "<2>" in day_words("thursday")
    assert "weekdays" in day_words("monday")
    assert "weekends" in day_words("sunday")
    assert "'7.30'" in part_words("evening")
    assert part_words("evening").endswith(" <-> pm)")
    assert part_words("morning").endswith(" <-> !pm)")


def test_the_word_that_was_meant_begins_alike_and_differs_little():
    assert nearest("tennants", ["tents", "tenants", "pennants"]) == "tenants"
    assert nearest("zzzzzz", ["tenants"]) is None
    assert nearest("tenants", ["tenants"]) is None


def place(name, kind="ward", at=(-0.2, 51.6)):
    words = tuple(word for word in plain_words(name) if word != "and")
    key = f"{kind}:{'-'.join(words)}"
    return NamedPlace(key, kind, None, name, words, LonLat(*at), 1500.0)


PLACES = [
    place("Larch Hill"),
    place("Larch Hill Broadway", "town_centre"),
    place("North Rookery"),
    place("South Rookery", at=(-0.3, 51.6)),
    place("Moor / The Dell", "town_centre"),
    place("Oldborough", "borough"),
    place("New Oldborough", "town_centre"),
]


def keys(words):
    return [found.key for found in places_called(words.split(), PLACES)]


def test_places_are_known_by_their_name_and_by_parts_of_it():
    assert keys("larch hill") == ["ward:larch-hill", "town_centre:larch-hill-broadway"]
    assert keys("rookery") == ["ward:north-rookery", "ward:south-rookery"]
    assert keys("hill") == keys("the") == []
    assert keys("dell") == ["town_centre:moor-the-dell"]
    assert keys("oldborough") == ["borough:oldborough"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("larch hill", {"ward:larch-hill"}),
        ("larch hill broadway", {"town_centre:larch-hill-broadway"}),
        ("larch", {"ward:larch-hill", "town_centre:larch-hill-broadway"}),
        ("rookery", {"ward:north-rookery", "ward:south-rookery"}),
        ("dell", {"town_centre:moor-the-dell"}),
    ],
)
def test_a_part_of_several_names_leaves_open_which_is_meant(words, meant):
    said = words.split()
    assert certain_places(said, places_called(said, PLACES)) == meant


def test_two_places_are_one_wide_one_and_the_borough_is_none():
    both = joined(places_called(["rookery"], PLACES))
    assert both.marks == ("ward:north-rookery", "ward:south-rookery")
    assert both.radius_metres > 4000
    assert joined(places_called(["oldborough"], PLACES)) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("n12 8ab hall", ("N12 8AB", 2)),
        ("nw98tq", ("NW9 8TQ", 1)),
        ("n12 hall", ("N12", 1)),
        ("hall", None),
        ("4x4", None),
    ],
)
def test_postcodes_are_noticed(words, found):
    assert find_postcode(words.split(), 0) == found
