"""Pages about contacts with one text everywhere: a nasty one, or a plain one for a browser."""

from collections.abc import Mapping

from frontend import contact_views as made
from frontend.views import FieldError


def contact_pages(text: str) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    errors = (FieldError("words", text), FieldError("contact", text))
    two = (made.Choice("1", text), made.Choice("2", text))
    return {
        "write": made.WritePage("c", "s", text, "a", two[:1]),
        "write-errors": made.WritePage("c", "s", text, "a", two, "2", text, text, True, errors),
        "write-away": made.WritePage("c", "s", text, "a", two, "", text, "", False),
        "written": made.WrittenPage(text, "a"),
    }
