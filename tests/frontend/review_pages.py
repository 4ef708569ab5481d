"""Pages about checks with one text everywhere: a nasty one, or a plain one for a browser."""

from collections.abc import Mapping
from datetime import UTC, datetime

from frontend import review_views as made
from frontend.views import FieldError

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def review_pages(text: str) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    errors = (FieldError("outcome", text), FieldError("method", text))
    past = (made.PastCheck(MOMENT, text, "phoned", "It was right"),)
    return {
        "check": made.CheckPage("c", "s", text, "a"),
        "check-errors": made.CheckPage("c", "s", text, "a", "visit", "gone", text, past, errors),
        "checked": made.CheckedPage(text, "a", "Thank you", text),
    }
