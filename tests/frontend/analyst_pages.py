"""The pages for analysts and stewards about what is not public, filled with what somebody typed."""

from dataclasses import replace
from datetime import date
from typing import Any

from frontend import analyst_views, views
from frontend.choices import Choice


def analyst_pages(nasty: str) -> dict[str, Any]:
    """Pages by the name of their template."""
    link = views.Link(nasty, "/reports/full.csv")
    choice = Choice(nasty, nasty, True)
    day = date(2026, 3, 2)
    said = analyst_views.VoiceItem(
        nasty, nasty, day, nasty, nasty, decided_on=day, answer=nasty, href="/queue/a"
    )
    page = analyst_views.MissingPage(
        (choice,), (choice,), (said, replace(said, words="", decided_on=None)), nasty, "/missing"
    )
    return {
        "full_reports": analyst_views.FullReportsPage(
            (link,), (analyst_views.PlaceFiles(nasty, (link, link)),)
        ),
        "missing": page,
        "missing-empty": replace(page, items=(), heading=""),
    }
