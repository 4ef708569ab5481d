"""Roles, scopes and what was done, in words for pages."""

from typing import Any

from frontend.choices import Choice
from frontend.people_views import LogLine
from frontend.views import Link
from frontend.words import place_name
from register.kinds.definition import find_kind
from register.people.account_questions import AccountRecord
from register.people.holders import Scope
from register.people.tables import ROLES

ROLE_WORDS = {
    "builder": "community builder: adds and corrects",
    "steward": "steward: decides what others send in",
    "analyst": "analyst: full reports and exports",
    "administrator": "administrator: everything, and who may do what",
}
GRANT_WORDS = {
    "assets:write": "Add and correct assets",
    "proposals:write": "Decide about what others send in",
    "reports:read": "Read full reports and exports",
}
DEEDS = {
    "added": "added",
    "changed": "changed",
    "published": "made public",
    "withdrawn": "took from view",
    "closed": "closed",
    "reopened": "opened again",
    "merged": "merged",
    "erased": "erased",
    "proposed": "proposed something",
    "decision: approved": "approved what was proposed",
    "decision: rejected": "turned down what was proposed",
    "decision: withdrawn": "took back what was proposed",
    "checked: correct": "checked: right",
    "checked: changed": "checked: changed",
    "checked: gone": "checked: gone",
    "checked: no_answer": "checked: nobody answered",
}


def role_choices(chosen: str) -> tuple[Choice, ...]:
    """All roles, one of them chosen."""
    return tuple(Choice(role, ROLE_WORDS[role].capitalize(), role == chosen) for role in ROLES)


def looks_after(account: AccountRecord) -> str:
    """What a steward looks after, in words; empty for other roles."""
    if account.role != "steward":
        return ""
    return ", ".join(_scope_words(scope) for scope in account.scopes) or "the whole borough"


def _scope_words(scope: Scope) -> str:
    kind = find_kind(scope.kind) if scope.kind else None
    what = (kind.plural if kind else scope.kind) or ""
    where = place_name(scope.locality_key or "")
    return " in ".join(part for part in (what, where) if part)


def status_of(account: AccountRecord) -> str:
    """Suspended, invited or active."""
    if account.suspended_at is not None:
        return "suspended"
    return "active" if account.joined_at is not None else "invited"


def log_line(row: Any) -> LogLine:
    """One line of an account's log."""
    detail = f", {row['detail']}" if row["detail"] else ""
    return LogLine(row["recorded_at"], f"{row['action']}{detail}")


def deed_line(row: Any) -> LogLine:
    """One line of what an account did in the register."""
    link = Link(row["name"], f"/assets/{row['slug']}") if row["slug"] else None
    said = DEEDS.get(row["action"], row["action"])
    return LogLine(row["recorded_at"], said, link)
