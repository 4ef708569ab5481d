"""Pages about proposals with one text everywhere: a nasty one, or a plain one for a browser."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from frontend import proposal_views as made
from frontend.choices import Choice
from frontend.edit_views import EditedContact, EditPage, EntryForm, EntryValues
from frontend.session_values import TypedSession
from frontend.views import FamilyChoices, FieldError, KindChoice, Link, MapView

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)


def proposal_pages(text: str, map_view: MapView) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    link = Link(text, "/asset")
    plain = made.ChangedField("summary", text, text, text, typed=text)
    met = made.ChangedField("name", text, text, text, text, True, text)
    item = made.QueueItem("1", "/proposal", text, text, text, DAY, True, True)
    tab = made.QueueTab("New", "/queue?queue=new", 1200, True)
    values = made.SuggestValues(*[text] * 7, "place", text, "ann@example.org")
    was = (("name", text), ("summary", text))
    version = made.VersionItem(
        2, MOMENT, "Changed", text, text, (plain,), "/version", True, (plain,)
    )
    place = Choice("ward:example", text, True)
    words = (FieldError("words", text),)
    sent = made.OwnProposal(
        "1", text, "A change", "We have a question", DAY, text, (made.Said("You", MOMENT, text),),
        text, DAY, link, text,
    )  # fmt: skip
    proposal = made.ProposalPage(
        "c", "/proposal", text, "A change", text, MOMENT, text, "We have not decided yet", True,
        (met, plain), (link,), (made.Said(text, MOMENT, text),), link,
        Link("History", "/history"), link, 2, map_view, text, text, True,
    )  # fmt: skip
    contact = EditedContact("", text, text, "ann@example.org", text, "https://example.org")
    entry = EntryForm(
        EntryValues(text, "hall", text, text, "ward", "N3 1AA", "51.6", "-0.2", "8", "", "", text),
        (("was.name", text), ("was.contact", text)),
        (made.DetailInput("details.cost", text, text, "text", text),
         made.DetailInput("details.step_free_access", text, "", "choice", "yes", ("yes", "no")),),
        (TypedSession("week:1", ("2",), starts="10am", note=text), TypedSession()),
        (contact, EditedContact(name=text, is_gone=True), EditedContact()),
        (("details.capacity", text),),
    )  # fmt: skip
    edited = EditPage(
        "c", "/proposal_edit", "/proposal", text, "A change",
        (FamilyChoices(text, (KindChoice("hall", text),)),), entry, text, text, (met,), (plain,),
        ((text, text),), True, "2", text, text, True, {"name": "current"},
        (FieldError("name", text), FieldError("contact_1_email", text), FieldError("lat", text)),
    )  # fmt: skip
    return {
        "queue": made.QueuePage(
            "c", (tab, made.QueueTab("Changed", "/queue?queue=changed", 3)), (item,), "/queue",
            ("1",), text, (("queue", "new"),), text, (FieldError("proposals", text),),
        ),
        "proposal": proposal,
        "proposal-decided": replace(
            proposal, is_open=False, map=None, precision=None,
            fields=(replace(plain, typed=None),), written=((text, text), (text, "")),
            errors=(FieldError("written", text),),
        ),
        "proposal-leaves": replace(proposal, errors=(FieldError("field.summary", text),)),
        "proposal_kept": made.KeptPage(((text, text),), (FieldError("written", text),)),
        "proposal_edit": edited,
        "proposal_edit-decided": replace(
            edited, conflicts=(), overtaken=(), left_behind=(), is_other_kind=False,
            is_decided=True, errors=(FieldError("written", text),),
        ),
        "proposal_edit-begun": replace(
            edited, conflicts=(), overtaken=(), left_behind=(), is_other_kind=False, errors=()
        ),
        "history": made.HistoryPage(
            "c", text, "a", "Public", 2, (version,), True, text, text, text,
            (FieldError("into", text),),
        ),
        "version": made.VersionPage(
            "c", text, "a", 1, 2, MOMENT, "Public", ((text, text), (text, "")), (plain,), 2, True
        ),
        "suggest": made.SuggestPage("c", (place,), "idea", text, text, words),
        "suggest_asset": made.SuggestAssetPage("c", text, "a", values, was),
        "suggest_asset-report": made.SuggestAssetPage("c", text, "a", values, was, True, words),
        "suggested": made.SuggestedPage("ABCDE-23456", "/suggestions/ABCDE-23456", "", link),
        "suggested-done": made.SuggestedPage(done=text, back=link, follow=link),
        "outcome": made.OutcomePage(
            "ABCDE-23456", "We have a question", text, DAY, "c", text, link, text, text, DAY, text,
            True, words,
        ),
        "own_proposals": made.OwnProposalsPage(
            "c", (sent,), (replace(sent, id="2"),), "/account/proposals?before_id=2", True,
            (FieldError("words-1", text),),
        ),
        "follow": made.FollowPage(text, (FieldError("reference", text),)),
        "decisions": made.DecisionsPage((made.DecisionItem(text, text, DAY, text, link),)),
    }  # fmt: skip
