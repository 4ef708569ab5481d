"""The real files as they are: what falls in the borough is imported, nobody's name is."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from importers.runner import import_file
from importers.sources import importer_by_name

pytestmark = pytest.mark.acceptance


def test_community_centres_of_all_london_leave_thirteen(session: Session, real_data: Path):
    file = real_data / "real" / "gla_community_centres.csv"
    importer = importer_by_name("gla-community-centres")
    done = import_file(session, importer, file, actor="test", publish=True)
    assert done.run.line() == "new: 13 changed: 0 unchanged: 0 rejected: 0 outside: 890"
    assert done.unread_columns == []
    assert done.notes == ["read as UTF-8, comma between columns"]
    again = import_file(session, importer, file, actor="test", publish=True)
    assert again.run.line() == "new: 0 changed: 0 unchanged: 13 rejected: 0 outside: 890"
    of = "SELECT address FROM published.public_asset WHERE name = 'Hope Corner Community Centre'"
    assert session.scalar(text(of)) == "185 Mays Lane, Barnet"
    without_ward = """
        SELECT name FROM published.public_asset AS p WHERE NOT EXISTS (
            SELECT FROM unnest(p.located) AS key WHERE key LIKE 'ward:%')
    """
    assert session.scalars(text(without_ward)).all() == []


def test_places_of_worship_of_all_london_leave_ninety_one(session: Session, real_data: Path):
    file = real_data / "real" / "osm_places_of_worship.csv"
    importer = importer_by_name("osm_places_of_worship")
    done = import_file(session, importer, file, actor="test", publish=True)
    assert done.run.line() == "new: 91 changed: 0 unchanged: 0 rejected: 0 outside: 1665"
    assert done.unread_columns == []
    again = import_file(session, importer, file, actor="test", publish=False)
    assert again.run.line() == "new: 0 changed: 0 unchanged: 91 rejected: 0 outside: 1665"
    faiths = "SELECT DISTINCT details->>'religion' FROM published.public_asset ORDER BY 1"
    assert set(session.scalars(text(faiths))) <= {
        "Buddhist",
        "Christian",
        "Hindu",
        "Jewish",
        "Muslim",
        "Sikh",
    }
