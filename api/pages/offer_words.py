"""Offers, needs and what suits what, in plain words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.pages.shaping import Row, kind_or_unnamed, list_item
from frontend import words
from frontend.belonging_views import MatchItem, OfferItem
from frontend.views import Link
from register.offers.kinds import offer_kind_by_slug

CERTIFICATE = {True: "You get a certificate", False: "No certificate"}


def offer_label(kind: str, way: str) -> str:
    """What an offer or a need of this kind is called."""
    found = offer_kind_by_slug(kind)
    return found.label(way) if found else kind


def offer_item(row: Mapping[str, Any], who: Link | None = None) -> OfferItem:
    """An offer or need from a row, or from a draft's values with ISO dates."""
    kind = str(row.get("offer_kind") or row["kind"])
    certificate = row.get("has_certificate")
    return OfferItem(
        label=offer_label(kind, row["way"]),
        words=row["words"],
        when=when(_day(row.get("from_on")), _day(row.get("until_on"))),
        hours=row.get("hours") or "",
        skills=row.get("skills") or "",
        certificate="" if certificate is None else CERTIFICATE[certificate],
        who=who,
    )


def listed_item(row: Row) -> OfferItem:
    """The same in a list, with whose it is and where that is."""
    item = offer_item(row, Link(row["name"], f"/assets/{row['slug']}"))
    kind = words.capital(kind_or_unnamed(row["kind"])[0])
    place = list_item({**row, "checked_on": None}).place
    return OfferItem(**{**vars(item), "kind": kind, "place": place})


def _day(said: date | str | None) -> date | None:
    return date.fromisoformat(said) if isinstance(said, str) else said


def when(from_on: date | None, until_on: date | None) -> str:
    """From when until when.

    >>> when(date(2026, 3, 2), None), when(None, date(2026, 3, 5)), when(None, None)
    ('From 2 March 2026', 'Until 5 March 2026', '')
    """
    if from_on and until_on:
        return f"From {words.day(from_on)} until {words.day(until_on)}"
    if from_on:
        return f"From {words.day(from_on)}"
    return f"Until {words.day(until_on)}" if until_on else ""


def match_item(row: Row) -> MatchItem:
    """An offer and a need that suit each other."""
    return MatchItem(
        offer=Link(row["offer_name"], f"/assets/{row['offer_slug']}"),
        offer_label=offer_label(row["offer_kind"], "offer"),
        offer_words=row["offer_words"],
        need=Link(row["need_name"], f"/assets/{row['need_slug']}"),
        need_label=offer_label(row["need_kind"], "need"),
        need_words=row["need_words"],
        near=_near(row["metres"]),
    )


def _near(metres: int | None) -> str:
    if metres is None:
        return "In the same ward"
    if metres < 1000:
        return f"About {max(100, round(metres, -2))} metres apart"
    return f"About {metres / 1000:.1f} km apart"
