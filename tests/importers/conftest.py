"""What the tests of importers share: files written on the spot, and one way to import them."""

import csv

import pytest

from importers.runner import import_file
from importers.sources import importer_by_name

CENTRE = {
    "name": "Example Centre",
    "address1": "1 Queen'S Road",
    "address2": " Barnet",
    "address3": "NA",
    "borough_name": "Barnet",
    "website": "",
    "os_addressbase_uprn": "1",
    "borough_code": "E09000007",
    "ward_2018_name": "Underhill",
    "ward_2018_code": "E05000060",
    "ward": "E05000060",
    "latitude": "51.6437",
    "longitude": "-0.1979",
    "contact_name": "",
    "additional_contact_name": "",
    "easting": "524700.0001221001",
    "northing": "195500.00012210011",
    "runtime": "11/20/2022",
}
GLA_HEADERS = list(CENTRE)


@pytest.fixture
def table(tmp_path):
    """Writes rows (dicts) as a CSV and answers its path."""

    def written(rows, headers=None, name="list.csv", encoding="utf-8", delimiter=","):
        path = tmp_path / name
        headers = headers or list(dict.fromkeys(key for row in rows for key in row))
        with path.open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, headers, delimiter=delimiter, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written


@pytest.fixture
def centres(table):
    """Writes community centres in the form of the source: CENTRE with some columns changed."""

    def written(*changes):
        rows = [
            {**CENTRE, "os_addressbase_uprn": str(at), **changed}
            for at, changed in enumerate(changes, start=1)
        ]
        return table(rows, GLA_HEADERS, "gla_community_centres.csv")

    return written


@pytest.fixture
def imported(session):
    """Imports a file inside the test's transaction."""

    def done(path, source="spreadsheet", publish=True):
        return import_file(session, importer_by_name(source), path, actor="test", publish=publish)

    return done
