"""Community centres: the grid reference counts, and what is no website is none."""

import pytest

from geo.errors import AssetsError
from importers.gla_community_centres import IGNORED, tidy, to_asset


@pytest.fixture
def read(centres):
    """Reads the source's row with some columns changed."""

    def done(**changed):
        import csv

        with centres(changed).open(newline="") as file:
            row = next(csv.DictReader(file))
        asset = to_asset(row)
        assert set(row) <= IGNORED
        return asset

    return done


def test_the_place_is_where_the_grid_reference_says(read):
    draft = read().draft
    assert (draft.lon, draft.lat) == pytest.approx((-0.199178, 51.644481), abs=1e-5)
    assert (draft.lon, draft.lat) != pytest.approx((-0.1979, 51.6437), abs=1e-3)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"latitude": "-0.1979", "longitude": "51.6437"}, "swapped it would be inside"),
        ({"latitude": "51.70"}, "are two places: one of them is wrong"),
        ({"easting": "195500.0", "northing": "524700.0"}, "two places|outside the UK"),
        ({"easting": "", "northing": ""}, "no easting and northing"),
        ({"easting": "NA"}, "is not a easting|not an easting"),
        ({"latitude": "NA"}, "is not a latitude"),
    ],
)
def test_a_place_that_is_not_clear_is_refused(read, changed, sentence):
    with pytest.raises(AssetsError, match=sentence):
        read(**changed)


def test_a_property_number_is_the_reference_and_without_one_name_and_place(read):
    assert read(os_addressbase_uprn="10091041141").source_ref == "10091041141"
    assert read(os_addressbase_uprn="NA") == read(os_addressbase_uprn="")
    assert read(os_addressbase_uprn="").source_ref.startswith("~")


@pytest.mark.parametrize(
    ("text", "websites"),
    [
        ("http://www.example.org/hall", ["http://www.example.org/hall"]),
        ("www.example.org", ["https://www.example.org"]),
        ("not a CC", []),
        ("020 7946 0718", []),
        ("", []),
    ],
)
def test_a_website_is_a_public_contact_and_a_remark_is_none(read, text, websites):
    contacts = read(website=text).draft.contacts
    assert [contact.website for contact in contacts] == websites
    assert {(contact.audience, contact.origin) for contact in contacts} <= {("public", "source")}


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("Queen'S Crescent", "Queen's Crescent"),
        ("St John’S Hall ", "St John’s Hall"),
        ("O'Sullivan Hall", "O'Sullivan Hall"),
        ("The 'S Club", "The 'S Club"),
        ("KING'S HALL", "KING'S HALL"),
        ("NA", ""),
        ("Nasreen  Centre", "Nasreen Centre"),
    ],
)
def test_only_the_possessive_of_title_case_is_mended(text, tidied):
    assert tidy(text) == tidied
