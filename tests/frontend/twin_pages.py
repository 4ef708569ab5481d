"""Pages about two entries that may be the same, with one text everywhere."""

from collections.abc import Mapping
from datetime import UTC, datetime

from frontend import proposal_views as made
from frontend.views import FieldError, Link

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def twin_pages(text: str) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    twins = (made.TwinChoice("a", text, text), made.TwinChoice("b", text, text))
    errors = tuple(FieldError(name, text) for name in ("other", "words", "your_email"))
    pair = (
        made.ChangedField("name", text, text, text),
        made.ChangedField("address", text, text, ""),
    )
    return {
        "suggest_twice": made.SuggestTwicePage("c", text, "a", twins),
        "suggest_twice-none": made.SuggestTwicePage("c", text, "a"),
        "suggest_twice-errors": made.SuggestTwicePage(
            "c", text, "a", twins, "other", text, text, text, "s", errors
        ),
        "proposal-merge": made.ProposalPage(
            "c", "/queue/1", text, "The same as another entry", text, MOMENT, text,
            "We have not decided yet", True, asset=Link(text, "/assets/a"),
            history=Link("History", "/assets/a/history"), into=Link(text, "/assets/b"),
            pair=pair, keep="into",
        ),
    }  # fmt: skip
