"""Pages about who belongs with whom, offers and loans with one text everywhere: nasty or plain."""

from collections.abc import Mapping
from datetime import date

from frontend import belonging_views as made
from frontend.choices import Choice
from frontend.views import FieldError, Link

DAY = date(2026, 3, 2)


def belonging_pages(text: str) -> Mapping[str, object]:
    """Template (with a state after a hyphen) to view."""
    link, other = Link(text, "/assets/a"), Link(f"{text} too", "/assets/b")
    choices = (Choice("a", text), Choice("b", f"{text} too"))
    item = made.OfferItem(text, text, "Until 2 March 2026", text, text, text, link, text, text)
    match = made.MatchItem(link, text, text, other, text, text, "In the same ward")
    loans = (
        made.LoanItem("l1", text, link, other, DAY, DAY, is_late=True),
        made.LoanItem("l2", text, link, other, DAY, DAY, returned_on=DAY),
    )
    line = made.LinkLine("relations.hosted_at:b", "Meets at", other, text)
    typed = made.OfferValues("offer", "a", text, text, text, text, text, "yes")

    def errors(*fields: str) -> tuple[FieldError, ...]:
        return tuple(FieldError(field, text) for field in fields)

    nodes = tuple(
        made.DrawnNode(10.0, 10.0 + 40 * row, 290.0, 30.0, text, one, "places", row == 0)
        for row, one in enumerate((link, other))
    )
    drawn = made.DrawnLink("M10 10C20 20 30 30 40 40", "8 4", text)
    said = (made.NetworkLine(link, "is run by", other),)
    return {
        "links": made.LinksPage("c", text, "a", 2, (line,), choices),
        "links-errors": made.LinksPage(
            "c", text, "a", 2, (), choices, "a", text, "usual", errors("relation", "other", "shown")
        ),
        "offer_form": made.OfferFormPage("c", text, "a", 2, (), choices),
        "offer_form-errors": made.OfferFormPage(
            "c", text, "a", 2, (made.OfferLine("k1", item),), choices, typed, "k1",
            errors(*vars(typed)),
        ),
        "offer_form-own": made.OfferFormPage(
            "c", text, "a", 2, (made.OfferLine("k1", item),), choices, typed, "k1",
            is_own=True, waiting=2, submission="s",
        ),
        "offers": made.OffersPage(
            (item, item), 120, choices, choices, "offer", "a", "b", True, "/offers", "/offers?p=3"
        ),
        "offers-none": made.OffersPage((), 0, choices, choices),
        "matches": made.MatchesPage((match,), choices, "a"),
        "matches-none": made.MatchesPage((), choices),
        "lending": made.LendingPage("c", text, "a", loans, DAY),
        "lending-errors": made.LendingPage(
            "c", text, "a", (), DAY, text, text, text, errors("what", "borrower", "due_on")
        ),
        "loans": made.LoansPage(loans[:1], loans[1:]),
        "loans-none": made.LoansPage((), ()),
        "network": made.NetworkPage(
            text, "ward", link, 760.0, 100.0, nodes, (drawn,), said, choices, True
        ),
        "network-none": made.NetworkPage(text, "ward", link, 760.0, 60.0, (), (), ()),
    }  # fmt: skip


def belonging_part(text: str) -> made.Belonging:
    """The part of an entry's page."""
    link = Link(text, "/assets/a")
    item = made.OfferItem(text, text, text, text, text, text)
    match = made.MatchItem(link, text, text, link, text, text, text)
    loan = made.LoanItem("l1", text, link, link, DAY, DAY, is_late=True)
    group = made.RelatedGroup("Part of", (link, link))
    return made.Belonging((link,), (group,), (item,), (item,), (match,), (loan,))
