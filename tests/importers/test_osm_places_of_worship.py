"""Places of worship: R's way to write a point, and what is known of the faith."""

import pytest
from sqlalchemy import text

from geo.errors import AssetsError
from importers.osm_places_of_worship import faith, point

ROWS = """"","name","religion","geometry"
"1","Example Synagogue","jewish",c(-0.1979, 51.6437)
"2","Example, Church & Hall","protestant",c(-0.198, 51.644)
"3","Far Temple","buddhist",c(-0.05, 51.52)
"4","Swapped Mosque","muslim",c(51.6437, -0.1979)
"5","Nowhere Chapel","catholic",NULL
"""


@pytest.fixture
def worship(tmp_path):
    path = tmp_path / "osm_places_of_worship.csv"
    path.write_text(ROWS)
    return path


def test_the_split_point_is_put_together_and_bad_ones_set_aside(session, worship, imported):
    done = imported(worship, "osm_places_of_worship")
    assert done.run.line() == "new: 2 changed: 0 unchanged: 0 rejected: 2 outside: 1"
    assert [(row.line, row.cells["name"]) for row in done.run.rejects] == [
        (5, "Swapped Mosque"),
        (6, "Nowhere Chapel"),
    ]
    assert "swapped it would be inside" in done.run.rejects[0].reason
    assert "is not a point" in done.run.rejects[1].reason
    assert done.unread_columns == []


def test_row_numbers_are_no_references(worship, imported):
    imported(worship, "osm_places_of_worship")
    renumbered = ROWS.replace('"1"', '"91"').replace('"2"', '"92"')
    worship.write_text(renumbered)
    done = imported(worship, "osm_places_of_worship")
    assert done.run.line().startswith("new: 0 changed: 0 unchanged: 2")
    worship.write_text(renumbered.replace("-0.198,", "-0.1980000001,"))
    assert imported(worship, "osm_places_of_worship").run.new == 0


def test_the_faith_is_kept_in_details(session, worship, imported):
    imported(worship, "osm_places_of_worship")
    found = session.execute(text("SELECT name, details FROM published.public_asset ORDER BY name"))
    assert [tuple(row) for row in found] == [
        ("Example Synagogue", {"religion": "Jewish"}),
        ("Example, Church & Hall", {"religion": "Christian", "denomination": "Protestant"}),
    ]


def test_an_unknown_word_is_kept_and_none_is_none():
    assert faith("Druid ") == {"religion": "other", "denomination": "Druid"}
    assert faith("") == {}


@pytest.mark.parametrize("said", ["c(-0.1)", "POINT(-0.1 51.5)", "c(a, b)", "c(NA, NA)", ""])
def test_what_is_not_a_point_is_refused(said):
    with pytest.raises(AssetsError):
        point(said)
