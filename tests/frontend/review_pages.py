"""Pages about checks with one text everywhere: a nasty one, or a plain one for a browser."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from frontend import review_views as made
from frontend.proposal_views import SuggestAssetPage, SuggestValues
from frontend.views import FieldError

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def review_pages(text: str) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    errors = (FieldError("outcome", text), FieldError("method", text))
    past = (made.PastCheck(MOMENT, text, "phoned", "It was right"),)
    code = (FieldError("code", text),)
    item = made.OwnItem("1", "a", text, text, text, MOMENT.date())
    said = [replace(item, answer=answer) for answer in ("right", "change", "gone")]
    due = made.DueItem(text, text, "/assets/a/check", text, MOMENT.date(), text)
    versions = (made.OwnVersion(MOMENT, "Changed", (text, text)),)
    return {
        "check": made.CheckPage("c", "s", text, "a"),
        "check-errors": made.CheckPage("c", "s", text, "a", "visit", "gone", text, past, errors),
        "checked": made.CheckedPage(text, "a", "Thank you", text),
        "checks": made.ChecksPage((due,), 1200, "/checks?after_id=1"),
        "checks-none": made.ChecksPage((), 0),
        "letter": made.LetterPage("c", "h", "/review/a", 3),
        "letter-entry": made.LetterPage("c", "h", "/review/a", 3, 1, "gone", text, text, code),
        "stop": made.StopPage("c", "/review/stop/a/code", text, errors=code),
        "stop-done": made.StopPage("", "", is_done=True),
        "own_entries": made.OwnEntriesPage(
            "c", (item, replace(item, name="Second"), *said), text, False, True
        ),
        "own_entries-one": made.OwnEntriesPage("c", (item,), "", True),
        "suggest_asset-told": SuggestAssetPage(
            "c",
            text,
            "a",
            SuggestValues(text, groups="carers", for_said_by="group"),
            asks="told",
            said_by="other",
            errors=(FieldError("for_said_by", text),),
        ),
        "suggest_asset-own": SuggestAssetPage(
            "c", text, "a", SuggestValues(text, groups="carers", for_confirmed="yes"), asks="own"
        ),
        "own_history": made.OwnHistoryPage(text, "a", versions, past),
        "claim": made.ClaimPage("c", text, "a", 10),
        "claim-too-often": made.ClaimPage("c", text, "a", 10, errors=(FieldError("send", text),)),
        "claim-asked": made.ClaimPage("c", text, "a", 10, True, True, text, code),
        "claim-away": made.ClaimPage("c", text, "a", 10, False),
    }
