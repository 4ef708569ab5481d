"""Lists of who speaks for a place: read line by line, and made what the last list says."""

from datetime import date

import pytest
from sqlalchemy import text

from importers.representatives import InvalidRepresentatives, read_representatives
from register.representatives.loading import LoadedList, load_representatives
from register.runs.localities import locality_keys

HEADINGS = "Ward,Name,Role,Party,Contact,From,Until\n"
ANN = "East Finchley,Ann Invented,Ward councillor,Invented Party,example.org/ann,5/5/2026,\n"
BEN = "East Finchley,Ben Invented,Ward councillor,,,,\n"
CAT = "Hendon,Cat Invented,Ward councillor,,https://example.org/cat,,4/5/2030\n"
TODAY = date(2026, 11, 22)
PUBLIC = "SELECT name FROM published.representative ORDER BY name"


@pytest.fixture
def people(session, tmp_path):
    keys = locality_keys(session)

    def read(*lines: str, kind: str | None = None):
        path = tmp_path / "people.csv"
        path.write_text(HEADINGS + "".join(lines), encoding="utf-8")
        return read_representatives(path, keys, kind)

    return read


def shown(session) -> list[str]:
    return [row[0] for row in session.execute(text(PUBLIC))]


def test_a_list_is_read_with_its_places_dates_and_links(people):
    ann, _, cat = people(ANN, BEN, CAT)
    assert ann.locality == "ward:east-finchley"
    assert ann.organisation == "Invented Party"
    assert ann.contact == "https://example.org/ann"
    assert ann.from_on == date(2026, 5, 5)
    assert cat.until_on == date(2030, 5, 4)


def test_a_later_list_changes_adds_and_ends(session, people):
    assert load_representatives(session, people(ANN, BEN), today=TODAY) == LoadedList(2, 0, 0, 0)
    assert load_representatives(session, people(ANN, BEN), today=TODAY) == LoadedList(0, 0, 2, 0)
    moved = ANN.replace("Invented Party", "Another Party")
    assert load_representatives(session, people(moved, CAT), today=TODAY) == LoadedList(1, 1, 0, 1)
    assert shown(session) == ["Ann Invented", "Cat Invented"]
    ended = "SELECT ended_on FROM register.representative WHERE name = 'Ben Invented'"
    assert session.scalars(text(ended)).one() == TODAY


def test_a_list_of_one_kind_of_place_leaves_the_others(session, people):
    centre = "Chipping Barnet (town centre),Dee Invented,Town team chair,,,,\n"
    try:
        team = people(centre)
    except InvalidRepresentatives:
        team = people(centre.replace(" (town centre)", " town centre"))
    load_representatives(session, people(ANN) + team, today=TODAY)
    load_representatives(session, people(BEN, kind="ward"), today=TODAY, kind="ward")
    assert shown(session) == ["Ben Invented", "Dee Invented"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",Ann Invented,Ward councillor,,,,\n", "Line 2: the locality is missing"),
        ("Atlantis,Ann Invented,Ward councillor,,,,\n", "no ward or town centre called “Atlantis”"),
        ("Hendon,Ann Invented,,,,,\n", "Line 2: the role is missing"),
        ("Hendon,Ann Invented,Ward councillor,,ann@example.org,,\n", "not an e-mail address"),
        ("Hendon,Ann Invented,Ward councillor,,javascript:x,,\n", "not a web address"),
        ("Hendon,Ann Invented,Ward councillor,,,31/2/2026,\n", "not a day of any month"),
        ("Hendon,Ann Invented,Ward councillor,,,1/5/2026,1/4/2026\n", "ends before it begins"),
        (ANN + ANN, "Line 3: the same person and role stand in line 2"),
        ("", "names nobody"),
    ],
)
def test_a_line_that_will_not_do_is_told_and_nothing_counts(people, line, sentence):
    with pytest.raises(InvalidRepresentatives, match=sentence):
        people(line)


def test_unknown_and_missing_columns_are_told(session, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Ward,Name,Role,Home address\nHendon,A,B,C\n")
    with pytest.raises(InvalidRepresentatives, match="no column “Home address”"):
        read_representatives(path, locality_keys(session))
    path.write_text("Ward,Name\nHendon,A\n")
    with pytest.raises(InvalidRepresentatives, match="“role” is missing"):
        read_representatives(path, locality_keys(session))
