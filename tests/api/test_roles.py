"""Every cell of docs/roles.csv tried against the application; a route that is silent fails."""

import csv
import io
import re
from uuid import uuid4

import pytest
from fastapi import APIRouter
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.dependencies import AllowedByToken, Credentials
from api.roles import CALLERS, Undeclared, cells, route_rules
from api.roles_document import documents, written_csv
from api.sessions import COOKIE, check_own_form, form_proof
from register.database.engines import transaction
from register.people.holders import Holder
from register.people.tables import SCOPES
from register.people.tokens import find_holder
from tests.api.callers import every_caller, new_account, new_session, new_token, suspend
from tests.api.role_trials import TRIALS

# A mail program's own server sends it, without cookies: RFC 8058. The secret in the path is all.
FROM_ANYWHERE = {"POST /review/stop/{secret}"}
ANYTHING = {"form": "csv", "path": "wards", "kind": "ward"}


@pytest.fixture(scope="module")
def rules(database):
    return route_rules(create_app())


def test_every_route_says_who_may_call_it(rules):
    assert {"GET /", "POST /field", "POST /api/v1/assets", "POST /people"} <= {
        f"{rule.method} {rule.path}" for rule in rules
    }


def forgotten():
    return {}


def test_a_route_that_does_not_say_fails_the_build(database):
    app = create_app()
    router = APIRouter()
    router.get("/forgotten")(forgotten)
    app.include_router(router)
    with pytest.raises(Undeclared, match="/forgotten"):
        route_rules(app)


def test_the_documents_say_what_the_routes_say(rules):
    for path, words in documents(rules).items():
        assert path.read_text(encoding="utf-8") == words, "run `assets roles write`"


def test_every_form_of_ours_is_checked_to_be_ours(rules):
    """Forms of people signed in by `page_for`, those of strangers by `OwnForm`."""
    by_people = {
        (rule.method, rule.path) for rule in rules if rule.allowed and not rule.is_by_token
    }
    for route in iter_route_contexts(create_app().routes):
        for method in (route.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            is_api = route.path.startswith("/api/")
            calls = {below.call for below in route.dependant.dependencies}
            checked = (method, route.path) in by_people or check_own_form in calls
            checked = checked or f"{method} {route.path}" in FROM_ANYWHERE
            assert is_api or checked, f"{method} {route.path} takes forms from anywhere"


def test_each_route_tells_its_reader_who_may_call_it():
    for route in iter_route_contexts(create_app().routes):
        if (route.methods or set()) - {"GET", "HEAD"}:
            assert route.endpoint.__doc__, route.path


def test_the_whole_matrix(client, rules):
    """All cells: what is declared is what is answered."""
    wrong = try_cells(client, rules, cells(rules))
    assert wrong == []


def test_the_matrix_catches_a_route_that_lets_in_too_many(client, rules, monkeypatch):
    """The planted fault: whoever shows any token may write."""

    def open_door(_self, credentials: Credentials) -> Holder:
        with transaction() as session:
            return find_holder(session, credentials.credentials)

    monkeypatch.setattr(AllowedByToken, "__call__", open_door)
    planted = [cell for cell in cells(rules) if cell.caller == "analyst" and cell.method == "POST"]
    noticed = try_cells(client, rules, [cell for cell in planted if "/api/" in cell.path])
    for path in ("/api/v1/assets", "/api/v1/proposals"):
        told = f"POST {path} by analyst (any, any): allowed with 422 but declared refused"
        assert told in noticed


def try_cells(client, rules, tried):
    """What is wrong, as sentences."""
    callers = every_caller()
    suspended = callers["suspended"].account_id
    by_name = {(rule.method, rule.path): rule for rule in rules}
    before = [new_session(suspended) for _ in tried if _.caller == "suspended"]
    key_before = new_token(suspended)
    suspend(suspended)
    wrong = []
    for cell in tried:
        rule = by_name[cell.method, cell.path]
        caller = callers[cell.caller]
        if cell.caller == "suspended":
            secret, key = before.pop(), key_before
        else:
            secret = caller.session()
            key = new_token(caller.account_id) if caller.account_id else ""
        answer = send(client, rule, cell, caller.account_id, secret, key)
        problem = judged(cell, answer)
        if problem:
            wrong.append(
                f"{cell.method} {cell.path} by {cell.caller} ({cell.whose}, {cell.ward}): {problem}"
            )
    return wrong


def send(client, rule, cell, account_id, secret, key):
    path, form = dict.fromkeys(re.findall(r"{(\w+)", cell.path)), {}
    path |= {name: str(uuid4()) for name in path} | {n: v for n, v in ANYTHING.items() if n in path}
    if (cell.whose, cell.ward) != ("any", "any"):
        assert cell.path in TRIALS, f"add {cell.path} to tests/api/role_trials.py"
        found, form = TRIALS[cell.path](account_id, cell.whose == "own", cell.ward == "own ward")
        path |= {name: str(value) for name, value in found.items()}
    address = re.sub(r"{(\w+)(:\w+)?}", lambda match: path[match[1]], cell.path)
    client.cookies.clear()
    if rule.is_by_token or cell.path.startswith("/api/"):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        body = {} if cell.method == "GET" else {"json": form}
        return client.request(cell.method, address, headers=headers, **body)
    headers = {"Cookie": f"{COOKIE}={secret}"} if secret else {}
    sent = {} if cell.method == "GET" else {"data": {"csrf": form_proof(secret), **form}}
    return client.request(cell.method, address, headers=headers, follow_redirects=False, **sent)


def judged(cell, answer):
    where = answer.headers.get("location", "")
    is_refused = answer.status_code in (401, 403) or where.startswith("/sign-in?next=")
    is_about_one_thing = (cell.whose, cell.ward) != ("any", "any")
    if is_about_one_thing and not is_refused:
        is_refused = answer.status_code == 404
    if answer.status_code >= 500:
        return f"failed with {answer.status_code}"
    if cell.is_allowed and is_about_one_thing and answer.status_code >= 400:
        return f"refused with {answer.status_code} but declared allowed"
    if is_refused == cell.is_allowed:
        said = "refused" if is_refused else "allowed"
        declared = "allowed" if cell.is_allowed else "refused"
        return f"{said} with {answer.status_code} but declared {declared}"
    return ""


def test_the_table_has_a_line_for_every_caller_of_every_route(rules):
    rows = list(csv.DictReader(io.StringIO(written_csv(rules))))
    assert {row["caller"] for row in rows} == set(CALLERS)
    assert {(row["method"], row["path"]) for row in rows} == {(r.method, r.path) for r in rules}


def test_a_key_does_only_what_it_was_made_for(client, rules):
    account = new_account("administrator")
    for rule in (rule for rule in rules if rule.is_by_token):
        others = [scope for scope in SCOPES if scope != rule.allowed.grant]
        key = new_token(account, scopes=others)
        answer = client.request(
            rule.method,
            re.sub(r"{(\w+)}", str(uuid4()), rule.path),
            headers={"Authorization": f"Bearer {key}"},
            **({} if rule.method == "GET" else {"json": {}}),
        )
        assert answer.status_code == 403, rule
        assert rule.allowed.grant in answer.json()["detail"]
