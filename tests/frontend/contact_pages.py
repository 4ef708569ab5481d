"""Pages about contacts with one text everywhere: a nasty one, or a plain one for a browser."""

from collections.abc import Mapping
from datetime import date

from frontend import contact_views as made
from frontend.choices import Choice
from frontend.views import FieldError


def contact_pages(text: str) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    errors = (FieldError("words", text), FieldError("contact", text))
    two = (Choice("1", text), Choice("2", text))

    def shared(text: str, is_by_consent: bool = False) -> made.SharedContact:
        number = "2" if is_by_consent else "1"
        return made.SharedContact(number, (text, text), text, text, text, is_by_consent)

    return {
        "write": made.WritePage("c", "s", text, "a", two[:1]),
        "write-errors": made.WritePage("c", "s", text, "a", two, "2", text, text, True, errors),
        "write-away": made.WritePage("c", "s", text, "a", two, "", text, "", False),
        "sharing": made.SharingPage(
            "c",
            text,
            "a",
            3,
            True,
            "ward",
            text,
            (shared(text), shared(text, True)),
            made.ContactValues("1", *[text] * 5, "public", "consent", text, text, "group"),
            "2",
            text,
            date(2026, 3, 2),
            (FieldError("withdrawn_on", text), FieldError("audience", text)),
        ),
        "sharing-looking": made.SharingPage("c", text, "a", 3, False, "", text, (shared(text),)),
        "written": made.WrittenPage(text, "a"),
    }
