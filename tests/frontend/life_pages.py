"""Pages about what is on and who has a say, with one text everywhere: nasty, or plain."""

from collections.abc import Mapping
from datetime import date

from frontend import session_values as made
from frontend import views, voice_views
from frontend.proposal_views import DetailInput, SuggestAssetPage
from frontend.views import FieldError

DAY = date(2026, 11, 24)


def life_pages(text: str) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    item = made.OnItem("10 am to 12 noon", text, "/assets/a", "hall", "places", text, text, text)
    days = (made.OnDay(DAY, "Today, Tuesday 24 November", (item, item)),)
    on = (text, "ward", "/locality", "ward:example")
    calendar = ("/locality/calendar.ics", "https://example.org/locality/calendar.ics")
    lines = (made.SessionLine("Every Tuesday, 10 am", text, text),)
    meetings = made.Meetings(lines, "Tuesday 24 November, 10 am", "/assets/a/calendar.ics")
    forum = voice_views.NetworkItem(
        text, "/assets/a", "panel", text, text, text, text, "https://example.org/papers"
    )
    groups = (voice_views.NetworkGroup(text, (forum,)), voice_views.NetworkGroup("None", ()))
    asked = voice_views.ConsultationItem(
        text, "/assets/a", DAY, DAY, text, "https://example.org/answer",
        "Open for less than 12 weeks: 6 weeks", text, text, "https://example.org/report",
    )  # fmt: skip
    bare = voice_views.ConsultationItem("Bare", "/assets/b", None, None)
    typed = made.TypedSession(
        "week:1", ("2", "4"), "", text, "ten", "1/9/2026", text, text, text, text, text
    )
    sessions = (typed, made.TypedSession("month:1,4", ("1",), starts="10am"), made.TypedSession())
    errors = (FieldError("session_1_starts", text), FieldError("session_1_days", text))
    errors += (FieldError("session_1_often", text),)
    asset = views.AssetPage("A", "hall", "places", "Places", "ward", meetings=meetings, notice=text)
    over = made.Meetings(lines, "", "/assets/a/calendar.ics")
    details = tuple(
        DetailInput(f"details.{type_}", text, text, type_, text, ("yes", "no"))
        for type_ in ("choices", "choice")
    ) + tuple(
        DetailInput(f"details.{type_}", text, "", type_, text)
        for type_ in ("text", "long_text", "date")
    )
    wrong = (FieldError("details.choices", text), FieldError("details.date", text))
    return {
        "suggest_asset-details": SuggestAssetPage("c", text, "a", errors=wrong, details=details),
        "whats_on": made.WhatsOnPage(*on, days, DAY, *calendar),
        "whats_on-borough": made.WhatsOnPage(
            text, "borough", "/", "borough:example", days, DAY, *calendar
        ),
        "whats_on-none": made.WhatsOnPage(*on, (), DAY, *calendar),
        "have_your_say": voice_views.HaveYourSayPage(
            groups, groups[:1], (asked,), (bare,), (asked,), (asked, bare)
        ),
        "have_your_say-none": voice_views.HaveYourSayPage((), ()),
        "asset-meetings": asset,
        "asset-over": views.AssetPage("A", "hall", "places", "Places", "ward", meetings=over),
        "field-sessions": views.FieldPage(
            "c", "s", (), views.FieldValues(sessions=sessions), errors
        ),
        "suggest_asset-sessions": SuggestAssetPage(
            "c", text, "a", errors=errors, sessions=sessions
        ),
    }
