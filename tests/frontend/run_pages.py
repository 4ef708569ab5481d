"""Pages about imports with one text everywhere: a nasty one, or a plain one for a browser."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from frontend import run_views as made
from frontend.proposal_views import ChangedField
from frontend.views import FieldError, Link, MapView

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
COUNTS = (("New", 1200), ("Changed", 3), ("As before", 0), ("Set aside", 21), ("Outside", 0))


def run_pages(text: str, map_view: MapView) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    item = made.RunItem("/runs/1", text, "Waits for a decision", True, MOMENT, text, "12 new")
    plain = (ChangedField("summary", text, text, text), ChangedField("name", text, "", text))
    link = Link(text, "/assets/a")
    new = made.RunEntryItem("New", text, text, text, "Line 2 of the file", None, plain)
    changed = made.RunEntryItem("Changed", text, text, text, "", link, plain, plain)
    page = made.RunPage(
        "/runs/1", text, "Waits for a decision", (text, text), MOMENT, text, COUNTS, True,
        (made.RunRow(text, text, 1200, 3),), (new, changed), "/runs/1?after=3", True,
        (made.RejectItem(9, text),), 21, map_view, 5000,
    )  # fmt: skip
    end = made.RunEndPage(
        "c", "/runs/1", text, "/runs/1/publish", "Publish all of this import?", (text, text),
        "Publish all of it", False,
    )  # fmt: skip
    return {
        "runs": made.RunsPage((item, replace(item, is_waiting=False)), "/runs?before=1"),
        "runs-none": made.RunsPage(()),
        "run": page,
        "run-published": replace(page, is_waiting=False, map=None, done=text, entries=(changed,)),
        "run-later": replace(page, is_first=False, map=None),
        "run_end": end,
        "run_end-discard": replace(
            end, is_discard=True, reason=text, errors=(FieldError("reason", text),)
        ),
    }
