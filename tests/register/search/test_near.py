"""Near a point: by steps of 100 metres, and in each what is overdue for a check comes last."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from geo.points import LonLat
from register.database.engines import transaction
from register.search.answers import search_rows
from register.search.questions import Cursor, SearchQuestion
from tests.register.search.conftest import asked_of, empty, fill

ROWS = """Reference,Name,Kind,Longitude,Latitude
V-1,Vole hall at 311,hall,-0.2,51.6028
V-2,Vole hall at 334,hall,-0.2,51.6030
V-3,Vole hall at 600,hall,-0.2,51.6054
V-4,Vole hall at 33,hall,-0.2,51.6003
"""
OVERDUE = """
INSERT INTO published.overdue (asset_id, is_below)
SELECT id, true FROM published.public_asset WHERE name IN ('Vole hall at 311', 'Vole hall at 33')
"""
ASKED = SearchQuestion("vole hall", near=LonLat(-0.2, 51.6))


@pytest.fixture(scope="module")
def halls(database, tmp_path_factory):
    path = tmp_path_factory.mktemp("near") / "halls.csv"
    path.write_text(ROWS, encoding="utf-8")
    fill(path)
    with transaction() as session:
        session.execute(text(OVERDUE))
    yield
    empty(database)


def rows(question):
    return asyncio.run(asked_of(lambda reader: search_rows(reader, question)))


def test_what_is_overdue_stands_below_what_is_as_near(halls):
    found = rows(ASKED).rows
    assert [row["name"] for row in found] == [
        "Vole hall at 33",
        "Vole hall at 334",
        "Vole hall at 311",
        "Vole hall at 600",
    ]
    assert [row["metres"] for row in found] == [33, 334, 311, 600]


def test_pages_of_one_follow_one_another(halls):
    whole, after, seen = rows(ASKED).rows, None, []
    while not seen or after:
        page = rows(replace(ASKED, limit=1, after=after))
        seen += page.rows
        after = Cursor.parse(page.next_cursor) if page.next_cursor else None
    assert [row["id"] for row in seen] == [row["id"] for row in whole]
