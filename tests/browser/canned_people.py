"""Invented people for the pages on which accounts are looked after."""

from datetime import UTC, datetime

from frontend import people_views as views
from frontend.choices import Choice
from frontend.views import Link

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROLES = (
    Choice("builder", "Community builder", True),
    Choice("steward", "Steward"),
)
LOG = (views.LogLine(MOMENT, "signed in, by code"), views.LogLine(MOMENT, "invited, as steward"))


def account_page() -> views.AccountPage:
    """The account of somebody with everything on it."""
    return views.AccountPage(
        "c", "Ann Example", "ann@example.org", "Steward", "East Finchley", True, True, True,
        sessions=(
            views.SessionItem("1", "Firefox on Linux", MOMENT, MOMENT, True),
            views.SessionItem("2", "Chrome on Android", MOMENT, MOMENT, False),
        ),
        tokens=(views.TokenItem("1", "Feed", ("assets:write",), MOMENT, None),),
        scopes=(("assets:write", "Add and correct assets"), ("reports:read", "Read reports")),
        log=LOG, links=(Link("Add an asset", "/field"),), done="Saved.",
    )  # fmt: skip


def people_page() -> views.PeoplePage:
    """Two people, and an invitation that did not go."""
    return views.PeoplePage(
        "c",
        (
            views.PersonItem("/people/1", "Ann", "ann@example.org", "steward", "East Finchley",
                             "active", MOMENT),
            views.PersonItem("/people/2", "Bea", "b@example.org", "builder", "", "invited", None),
        ),
        ROLES, "Cy", "cy", True, (views.FieldError("email", "Enter an e-mail address."),),
    )  # fmt: skip


def person_page() -> views.PersonPage:
    """One person as an administrator sees them."""
    places = tuple(Choice(f"ward:{n}", f"Example Ward {n}", n == 2) for n in range(24))
    kinds = (Choice("hall", "Halls"), Choice("park", "Parks", True))
    return views.PersonPage(
        "c", "/people/1", "Ann Example", "ann@example.org", "active", False, ROLES, True, places,
        kinds, "parks in East Finchley", True, LOG,
        (views.LogLine(MOMENT, "added", Link("Invented Hall", "/assets/invented-hall")),),
        "/people/1?before=5", "ABCD-EFGH-JKLM-NPQR", done="The role is saved.",
    )  # fmt: skip
