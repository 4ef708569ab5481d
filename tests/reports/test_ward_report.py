"""The numbers of a ward report, against counts made by hand from what was put in."""

from collections import Counter
from datetime import date, timedelta

import pytest

from register.assets.values import AssetDraft
from register.kinds.definition import kind_by_slug
from register.places.errors import LocalityNotFound
from reports.building import locality_report, ward_report
from tests.reports.conftest import TODAY

RESIDENTS = 16_394  # East Finchley, data/wards/ward_facts.csv
BOROUGH_RESIDENTS = 389_366


@pytest.fixture
def reports(borough, connection, middles):
    return {slug: ward_report(connection, slug, TODAY) for slug in middles}


def test_every_ward_counts_each_asset_once_where_it_is(reports, borough):
    for slug, report in reports.items():
        here = Counter(asset.kind for asset in borough if asset.ward == slug)
        apart = Counter(
            asset.kind for asset in borough if slug in asset.serves and asset.ward != slug
        )
        assert {row.slug: row.count for row in report.kinds if row.count} == here
        assert {row.slug: row.serves_count for row in report.kinds if row.serves_count} == apart
        assert report.asset_count == here.total() == report.total.count == len(report.assets)
        assert report.serves_count == apart.total() == len(report.serving)
        by_family = Counter()
        for kind, count in here.items():
            by_family[kind_by_slug(kind).family] += count
        assert {row.slug: row.count for row in report.families if row.count} == by_family


def test_wards_add_up_to_the_borough(reports, borough):
    located = [asset for asset in borough if asset.ward]
    assert sum(report.asset_count for report in reports.values()) == len(located)
    assert {report.borough_count for report in reports.values()} == {len(located)}
    of_kind = Counter(asset.kind for asset in located)
    for report in reports.values():
        assert all(row.borough_count == of_kind[row.slug] for row in report.kinds)


def test_rates_are_per_thousand_residents_here_and_in_the_borough(reports, borough):
    report = reports["east-finchley"]
    assert report.residents == RESIDENTS
    located = Counter(asset.kind for asset in borough if asset.ward)
    here = Counter(asset.kind for asset in borough if asset.ward == "east-finchley")
    assert report.kinds
    for row in report.kinds:
        assert row.per_1000 == pytest.approx(here[row.slug] / RESIDENTS * 1000)
        assert row.borough_per_1000 == pytest.approx(located[row.slug] / BOROUGH_RESIDENTS * 1000)


def test_missing_kinds_are_those_that_other_wards_have(reports, borough):
    wards_of = {
        asset.kind: {other.ward for other in borough if other.kind == asset.kind and other.ward}
        for asset in borough
    }
    assert any(report.absent for report in reports.values())
    for slug, report in reports.items():
        expected = {
            kind: len(wards) for kind, wards in wards_of.items() if wards and slug not in wards
        }
        assert {kind.slug: kind.elsewhere for kind in report.absent} == expected
        assert all(kind.is_common == (kind.elsewhere > 11) for kind in report.absent)
        assert all(kind.others == 23 for kind in report.absent)


def test_scarce_kinds_have_half_or_less_of_what_the_borough_would_give(reports, borough):
    found = 0
    for slug, report in reports.items():
        here = Counter(asset.kind for asset in borough if asset.ward == slug)
        for kind, count in here.items():
            wide = sum(asset.kind == kind and asset.ward is not None for asset in borough)
            expected = wide * report.residents / BOROUGH_RESIDENTS
            is_scarce = expected >= 3 and count <= expected / 2
            assert is_scarce == (kind in {scarce.slug for scarce in report.scarce}), (slug, kind)
            found += is_scarce
    assert found


def test_freshness_goes_by_the_last_check(reports, borough):
    for slug, report in reports.items():
        days = [asset.checked_on for asset in borough if asset.ward == slug]
        expected = (
            sum(day is not None and day >= date(2025, 9, 22) for day in days),
            sum(day is not None and date(2025, 3, 22) <= day < date(2025, 9, 22) for day in days),
            sum(day is not None and day < date(2025, 3, 22) for day in days),
            sum(day is None for day in days),
        )
        assert tuple(band.count for band in report.freshness) == expected
        if days:
            assert sum(band.percent for band in report.freshness) == pytest.approx(100)


def test_the_boundary_days_of_freshness(put, checked, connection, middles):
    lon, lat = middles["hendon"]
    ages = {"Six": date(2025, 9, 22), "Day more": date(2025, 9, 21), "Year": date(2025, 3, 22)}
    ids = put(*(AssetDraft(name=name, kind="hall", lon=lon, lat=lat) for name in ages))
    checked(ids, ages)
    report = ward_report(connection, "hendon", TODAY)
    assert [band.count for band in report.freshness] == [1, 2, 0, 0]
    later = ward_report(connection, "hendon", TODAY + timedelta(days=1))
    assert [band.count for band in later.freshness] == [0, 2, 1, 0]


def test_what_is_not_public_is_in_no_count(hidden, connection):
    report = ward_report(connection, "east-finchley", TODAY)
    assert [asset.name for asset in report.assets] == ["Canary Group"]
    assert report.asset_count == report.borough_count == 1
    assert [row.slug for row in report.kinds] == ["community-group"]


def test_assets_without_a_public_place_are_owned_up_to(put, connection, middles):
    lon, lat = middles["hendon"]
    put(AssetDraft(name="Nowhere", kind="hall", lon=lon, lat=lat, precision="none"))
    report = ward_report(connection, "hendon", TODAY)
    assert (report.asset_count, report.borough_count) == (0, 1)
    assert any(note.startswith("1 asset of the borough is published") for note in report.notes)


def test_the_list_is_in_the_order_of_families_kinds_and_names(reports):
    for report in reports.values():
        listed = [(asset.kind, asset.name) for asset in report.assets]
        order = [row.slug for row in report.kinds]
        assert listed == sorted(listed, key=lambda pair: (order.index(pair[0]), pair[1]))


def test_figures_say_what_they_are(connection):
    report = ward_report(connection, "east-finchley", TODAY)
    found = {figure.slug: figure for figure in report.figures}
    assert (found["residents"].value, found["residents"].is_estimate) == (RESIDENTS, True)
    assert found["residents"].borough_value == BOROUGH_RESIDENTS
    assert (found["hectares"].value, found["deprivation_score"].value) == (245.7, 18.46)
    # Ten of the 24 scores in data/wards/ward_facts.csv are higher.
    assert (found["deprivation_score"].rank, found["deprivation_score"].ranked) == (11, 24)
    assert all(figure.source for figure in report.figures)


def test_sources_are_named_with_how_many_are_from_each(borough, connection):
    report = ward_report(connection, "east-finchley", TODAY)
    listed = [origin for origin in report.origins if origin.what == "Assets"]
    assert [(origin.name, origin.assets) for origin in listed] == [
        ("Example list", report.asset_count + report.serves_count)
    ]
    assert listed[0].attribution == "Contains data from the Example Trust."
    assert {origin.what for origin in report.origins} >= {"Outline: ward", "Residents"}


def test_an_empty_ward_is_a_report_of_noughts(connection):
    report = ward_report(connection, "whetstone", TODAY)
    assert (report.asset_count, report.serves_count, report.borough_count) == (0, 0, 0)
    assert report.kinds == report.absent == report.scarce == ()
    assert [band.percent for band in report.freshness] == [0, 0, 0, 0]


@pytest.mark.parametrize("key", ["town_centre:edgware", "constituency:hendon", "borough:barnet"])
def test_other_localities_make_a_report_too(borough, connection, key):
    report = locality_report(connection, key, TODAY)
    assert report.area.key == key
    assert report.total.per_1000 is None or report.residents


def test_a_ward_that_is_not_there_is_a_sentence(connection):
    with pytest.raises(LocalityNotFound, match="no locality 'ward:nowhere'"):
        ward_report(connection, "nowhere", TODAY)
