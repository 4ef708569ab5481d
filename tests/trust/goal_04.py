"""Goal 4: every caller at every route, and every database role at every column."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from random import Random

import psycopg
from starlette.testclient import TestClient

from api.app import create_app
from api.roles import CALLERS, cells, route_rules
from register.database.rights import compare_rights
from register.database.urls import embedded_url, for_libpq
from register.people.sign_ins import SIGNED_IN
from register.settings import settings
from tests.api.test_roles import try_cells
from tests.trust.measuring import Fault, Line, Size, replaced

NAME = "Who may do what"


def measure(_size: Size, _chance: Random) -> Iterator[Line]:
    """All cells of both matrices, whatever the size."""
    yield routes(CALLERS)
    yield grants()


def routes(callers: Iterable[str]) -> Line:
    """What each of these callers is answered at every route."""
    app = create_app()
    rules = route_rules(app)
    tried = [cell for cell in cells(rules) if cell.caller in callers]
    with TestClient(app, raise_server_exceptions=False) as client:
        wrong = try_cells(client, rules, tried)
    what = "cells of caller x route x whose x ward answered otherwise than declared"
    return Line.none(what, len(wrong), len(tried))


def grants() -> Line:
    """What the catalogue says that each role may do."""
    with connected() as connection:
        found = compare_rights(connection)
    what = "cells of role x table x column x privilege granted otherwise than declared"
    return Line.none(what, len(found.differences), found.cells)


@contextmanager
def connected() -> Iterator[psycopg.Connection]:
    with psycopg.connect(for_libpq(embedded_url(settings(), "postgres"))) as connection:
        yield connection
        connection.rollback()


@contextmanager
def _suspended_are_let_in() -> Iterator[None]:
    open_door = SIGNED_IN.replace("AND a.suspended_at IS NULL", "")
    with (
        replaced("register.people.sign_ins.SIGNED_IN", open_door),
        replaced("register.people.accounts.end_sign_ins", lambda *_given: None),
    ):
        yield


@contextmanager
def _surplus_grant() -> Iterator[None]:
    url = for_libpq(embedded_url(settings(), "postgres"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("GRANT SELECT (email) ON register.account TO assets_reader")
        try:
            yield
        finally:
            connection.execute("REVOKE SELECT (email) ON register.account FROM assets_reader")


FAULTS = [
    Fault("a suspended account is let in", _suspended_are_let_in,
          lambda *_given: [routes(["suspended"])]),
    Fault("the reader may read addresses of accounts", _surplus_grant, lambda *_given: [grants()]),
]  # fmt: skip
