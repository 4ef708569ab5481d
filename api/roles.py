"""Who may call which route: read off the routes themselves, for docs/roles.md and for its test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from api.dependencies import Allowed, AllowedByToken

# A group's contact has no account: they come with a link, and to every other route as a stranger.
CALLERS = (
    "stranger",
    "group contact",
    "builder",
    "trusted builder",
    "ward steward",
    "borough steward",
    "analyst",
    "administrator",
    "suspended",
)
ROLE_OF = {
    "builder": "builder",
    "trusted builder": "builder",
    "ward steward": "steward",
    "borough steward": "steward",
    "analyst": "analyst",
    "administrator": "administrator",
}
OURS = {"HEAD", "OPTIONS"}
NOT_ROUTES = {"/static", "/api/v1/openapi.json"}  # files, and the description of the API


class Undeclared(Exception):
    """A route that does not say who may call it."""


@dataclass(frozen=True)
class RouteRule:
    """One method of one path, and who may call it; ``allowed`` is None for anybody."""

    method: str
    path: str
    allowed: Allowed | None

    @property
    def is_by_token(self) -> bool:
        """Whether programs call it with a token, rather than people in a browser."""
        return isinstance(self.allowed, AllowedByToken)


@dataclass(frozen=True)
class Cell:
    """One caller at one route; ``whose`` and ``ward`` are "any" where they make no difference."""

    method: str
    path: str
    caller: str
    whose: str
    ward: str
    is_allowed: bool


def route_rules(app: FastAPI) -> list[RouteRule]:
    """Every route of the application with its rule; raises Undeclared."""
    found = []
    for route in iter_route_contexts(app.routes):
        if route.path in NOT_ROUTES or route.methods is None:
            continue
        allowed = _declared(route)
        found += [RouteRule(method, route.path or "", allowed) for method in route.methods - OURS]
    return sorted(found, key=lambda rule: (rule.path, rule.method))


def _declared(route: Any) -> Allowed | None:
    declared = list(_allowed_in(route.dependant))
    is_for_anybody = getattr(route.endpoint, "is_for_anybody", False)
    if len(declared) + is_for_anybody != 1:
        raise Undeclared(
            f"{route.path} must say who may call it, once: see api/dependencies.py for how."
        )
    return declared[0] if declared else None


def _allowed_in(dependant: Dependant) -> Iterator[Allowed]:
    for below in dependant.dependencies:
        if isinstance(below.call, Allowed):
            yield below.call
        yield from _allowed_in(below)


def cells(rules: list[RouteRule]) -> list[Cell]:
    """The whole matrix."""
    return [cell for rule in rules for caller in CALLERS for cell in _cells_of(rule, caller)]


def _cells_of(rule: RouteRule, caller: str) -> Iterator[Cell]:
    allowed = rule.allowed
    if allowed is None:
        yield Cell(rule.method, rule.path, caller, "any", "any", True)
        return
    has_role = ROLE_OF.get(caller) in allowed.roles
    for whose in ("own", "other's") if allowed.only_own or allowed.not_own else ("any",):
        is_right = whose == "any" or (whose == "own") == allowed.only_own
        for ward in ("own ward", "other ward") if allowed.in_scope else ("any",):
            is_there = not (caller == "ward steward" and ward == "other ward")
            is_there = is_there and not (allowed.whole_borough and caller == "ward steward")
            is_trusted = not allowed.in_scope or caller not in ("builder", "analyst")
            may = has_role and is_right and is_there and is_trusted
            yield Cell(rule.method, rule.path, caller, whose, ward, may)
