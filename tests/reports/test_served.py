"""Who is served and who is not, counted again by hand."""

from io import BytesIO

from openpyxl import load_workbook

from register.assets.values import AssetDraft
from register.kinds.for_whom import groups
from reports.building import ward_report
from reports.page import report_page
from reports.workbook import write_report_workbook
from tests.reports.conftest import SITE, TODAY


def draft(name, place, serves=(), **for_whom):
    lon, lat = place
    return AssetDraft.model_validate(
        {"name": name, "kind": "community-centre", "lon": lon, "lat": lat, "serves": list(serves),
         "for_whom": for_whom}
    )  # fmt: skip


def test_who_is_served_and_who_is_not(session, put, middles):
    put(
        draft("Old Hands", middles["hendon"], age_from=60, groups=["older-people", "carers"]),
        draft("Small Hands", middles["hendon"], age_from=0, age_to=4),
        draft("Every Hand", middles["hendon"]),
        draft("Far Hands", middles["mill-hill"], ["ward:hendon"], groups=["carers"]),
        draft("Other Hands", middles["edgware"], groups=["refugees"]),
    )
    report = ward_report(driver_of(session), "hendon", TODAY)
    rows = {row.slug: row for row in report.served}
    assert (rows["carers"].count, rows["carers"].borough_count) == (2, 2)
    assert (rows["carers"].elsewhere, rows["carers"].others) == (1, 23)
    assert rows["older-people"].count == 1
    assert (rows["refugees"].count, rows["refugees"].elsewhere) == (0, 1)
    assert rows["60 and over"].count == 1
    assert rows["Under 5"].count == 1
    assert rows["18 to 25"].count == 0
    assert {group.slug for group in groups()} < set(rows)
    assert not rows["refugees"].is_served
    page = report_page(report, SITE).decode()
    assert "Who it is for" in page
    book = BytesIO()
    write_report_workbook(book, report, SITE)
    sheet = load_workbook(book)["For whom"]
    assert any("Carers" in [cell.value for cell in row] for row in sheet.iter_rows())


def driver_of(session):
    from register.assets.staging import driver

    return driver(session)
