"""An invented release that moves a border: who moved, what is public now, what was before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import shapely
from sqlalchemy import text

from geo.boundaries import Boundary, as_multipolygon, check_boundaries
from geo.points import LonLat
from register.places.questions import known_releases, localities_containing, locality_by_key
from register.places.releases import activate_due_releases, load_release
from register.publishing.projection import republish

NEAR_THE_BORDER = LonLat(-0.1732, 51.5892)
FAR_FROM_IT = LonLat(-0.2017, 51.6544)
INVENTED = date(2025, 5, 1)
PUBLIC = "SELECT located FROM published.public_asset WHERE id = :id"


def wards_at(session, at, on=None):
    return [f.key for f in localities_containing(session, at, on) if f.kind == "ward"]


@pytest.fixture
def moved_border(starting_releases):
    """The wards with a square kilometre of East Finchley given to the Garden Suburb."""
    square = shapely.box(-0.178, 51.582, -0.164, 51.592)
    given = starting_releases["ward"]
    taken = {b.slug: b for b in given.boundaries}["east-finchley"].shape & square
    assert taken.covers(shapely.Point(*NEAR_THE_BORDER))
    cut = [
        replace(b, shape=as_multipolygon(_changed(b, taken)), facts={}) for b in given.boundaries
    ]
    check_boundaries(cut, must_tile=True)
    return replace(given, valid_from=INVENTED, boundaries=cut, source="invented")


def _changed(boundary: Boundary, taken):
    if boundary.slug == "east-finchley":
        return boundary.shape - taken
    return boundary.shape | taken if boundary.slug == "garden-suburb" else boundary.shape


@pytest.fixture
def assets(stored):
    return stored(
        {"name": "Near", "lon": NEAR_THE_BORDER.lon, "lat": NEAR_THE_BORDER.lat},
        {"name": "Far", "lon": FAR_FROM_IT.lon, "lat": FAR_FROM_IT.lat},
    )


def test_the_moved_assets_and_no_others_are_reported(session, assets, moved_border):
    loaded = load_release(session, moved_border)
    assert (loaded.areas, loaded.is_current) == (24, True)
    assert [(m.asset_id, m.name, m.was_in, m.is_in) for m in loaded.moved] == [
        (assets["Near"], "Near", ("ward:east-finchley",), ("ward:garden-suburb",))
    ]


def test_what_is_public_follows_and_equals_a_rebuild(session, assets, moved_border):
    before = session.scalar(text("SELECT number FROM published.revision"))
    load_release(session, moved_border)
    located = session.scalar(text(PUBLIC), {"id": assets["Near"]})
    assert "ward:garden-suburb" in located
    assert "ward:east-finchley" not in located
    assert session.scalar(text("SELECT number FROM published.revision")) == before + 1
    documents = "SELECT id, document, feature FROM published.public_asset ORDER BY id"
    incremental = session.execute(text(documents)).all()
    republish(session)
    assert session.execute(text(documents)).all() == incremental


def test_the_old_release_still_answers_for_its_days(session, moved_border):
    load_release(session, moved_border)
    assert wards_at(session, NEAR_THE_BORDER) == ["ward:garden-suburb"]
    assert wards_at(session, NEAR_THE_BORDER, INVENTED) == ["ward:garden-suburb"]
    assert wards_at(session, NEAR_THE_BORDER, INVENTED - timedelta(1)) == ["ward:east-finchley"]


def test_re_cut_outlines_of_the_same_code_are_the_same_ward(session, moved_border):
    before = locality_by_key(session, "ward:east-finchley").id
    load_release(session, moved_border)
    assert locality_by_key(session, "ward:east-finchley").id == before


def test_loading_it_again_moves_nobody(session, assets, moved_border):
    load_release(session, moved_border)
    assert load_release(session, moved_border).moved == []
    assert len([r for r in known_releases(session) if r.kind == "ward"]) == 2


def test_a_release_of_the_past_changes_nothing_today(session, assets, moved_border):
    past = replace(moved_border, valid_from=date(2014, 5, 22))
    loaded = load_release(session, past)
    assert (loaded.is_current, loaded.moved) == (False, [])
    assert wards_at(session, NEAR_THE_BORDER) == ["ward:east-finchley"]
    assert wards_at(session, NEAR_THE_BORDER, date(2020, 1, 1)) == ["ward:garden-suburb"]


def test_a_release_loaded_ahead_waits_for_its_day(session, assets, moved_border):
    ahead = replace(moved_border, valid_from=date.today() + timedelta(30))  # noqa: DTZ011
    assert load_release(session, ahead).is_current is False
    assert activate_due_releases(session) == []
    the_day_comes = (
        "UPDATE published.boundary_release SET valid_from = current_date WHERE valid_from = :on"
    )
    session.execute(text(the_day_comes), {"on": ahead.valid_from})
    [(kind, moved)] = activate_due_releases(session)
    assert (kind, [m.name for m in moved]) == ("ward", ["Near"])
    assert activate_due_releases(session) == []


def test_a_new_ward_of_an_old_name_takes_the_address_and_who_serves_it(
    session, stored, moved_border
):
    serving = stored({"name": "Serving", "serves": ["ward:hendon"]})["Serving"]
    old = locality_by_key(session, "ward:hendon")
    renumbered = [
        replace(b, code="E05099999") if b.slug == "hendon" else b for b in moved_border.boundaries
    ]
    load_release(session, replace(moved_border, boundaries=renumbered))
    new = locality_by_key(session, "ward:hendon")
    assert (new.code, old.code) == ("E05099999", "E05013643")
    gone = locality_by_key(session, f"ward:hendon-until-{INVENTED}")
    assert (gone.id, gone.name) == (old.id, "Hendon")
    served = "SELECT locality_id FROM register.served WHERE asset_id = :id"
    assert session.scalars(text(served), {"id": serving}).all() == [new.id]


def test_two_wards_may_exchange_their_names(session, moved_border):
    names = {"hendon": "Mill Hill", "mill-hill": "Hendon"}
    swapped = [replace(b, name=names.get(b.slug, b.name)) for b in moved_border.boundaries]
    load_release(session, replace(moved_border, boundaries=swapped))
    assert locality_by_key(session, "ward:hendon").code == "E05013645"
    assert locality_by_key(session, "ward:mill-hill").code == "E05013643"


def test_an_area_left_out_of_a_reload_is_gone(session, starting_releases):
    given = starting_releases["town_centre"]
    fewer = [b for b in given.boundaries if b.slug != "edgware"]
    load_release(session, replace(given, boundaries=fewer))
    slugs = session.scalars(text("SELECT slug FROM published.locality WHERE kind = 'town_centre'"))
    assert sorted(slugs) == sorted(b.slug for b in fewer)
