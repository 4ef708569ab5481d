"""Traps known from other services, each shut here; docs/trust.md says which test is for which."""

import re
from importlib.metadata import version

import pytest
from packaging.version import Version
from sqlalchemy import text

from api.app import create_app
from api.roles import route_rules
from api.sessions import COOKIE
from register.database.engines import forget_engines, owner_engine, transaction
from register.people.secrets_at_rest import find_unsealed
from register.settings import settings
from tests.api.browsing import Browser
from tests.api.callers import new_account, new_session
from tests.api.test_suggest import reference, suggest
from tests.trust.crawling import known_values, paths_of
from tests.trust.writers import make_assets

# What older ones let through is in the advisories of each.
FLOORS = {
    "starlette": "0.49.1",
    "python-multipart": "0.0.27",
    "psycopg-pool": "3.2.7",
    "jinja2": "3.1.6",
}
# What opening a page may note: who was there and how often, and nothing else.
MAY_NOTE = {"account_event", "sign_in", "token", "attempt", "account"}
TABLES = """
SELECT table_schema || '.' || table_name FROM information_schema.tables
WHERE table_schema IN ('register', 'published') AND table_type = 'BASE TABLE'
"""
OPEN_DEFINERS = """
SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ('register', 'published', 'jobs') AND p.prosecdef
    AND NOT coalesce(p.proconfig::text, '') LIKE '%search_path=%'
"""
VIEWS_OF_OWNERS = """
SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('register', 'published', 'jobs') AND c.relkind = 'v'
    AND NOT coalesce(c.reloptions::text, '') LIKE '%security_invoker=%'
"""
LEFT = "SELECT name FROM pg_settings WHERE source = 'session'"
LINE = "SELECT pg_backend_pid()"


@pytest.mark.parametrize("name", FLOORS)
def test_libraries_are_newer_than_their_known_holes(name) -> None:
    assert Version(version(name)) >= Version(FLOORS[name])


def test_nothing_shows_how_it_is_made(client) -> None:
    assert create_app().debug is False
    climbing = [f"/static/{'%2e%2e/' * up}pyproject.toml" for up in (1, 2, 3)]
    for path in ("/docs", "/redoc", "/openapi.json", "/.env", *climbing):
        assert client.get(path).status_code == 404, path
    assert client.request("TRACE", "/").status_code == 405


@pytest.mark.parametrize("path", ["/suggest", "/people", "/sign-in"])
@pytest.mark.parametrize(("count", "status"), [(1_001, 400), (10_000, 413)])
def test_thousands_of_parts_of_a_form_are_refused(client, path, count, status) -> None:
    """Without being read: a form that is read and has no proof is refused with 401 or 403."""
    parts = {f"f{number}": (None, "x") for number in range(count)}
    assert client.post(path, files=parts, follow_redirects=False).status_code == status


@pytest.mark.parametrize(("length", "status"), [(1_000, 403), (100_000, 400)])
def test_a_part_with_an_endless_header_is_refused(client, length, status) -> None:
    """403 is the refusal of a form that was read: it has no proof."""
    body = b'--b\r\nContent-Disposition: form-data; name="a"\r\nX: ' + b"x" * length
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/suggest", content=body + b"\r\n\r\nv\r\n--b--\r\n", headers=headers)
    assert answer.status_code == status


def test_links_in_mails_name_the_address_that_is_set_up(client, add) -> None:
    page = suggest(client, add().json(), name="Other", your_email="a@example.org")
    steward = Browser(client, new_account("administrator"))
    steward.headers |= {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    queued = re.search(r'href="(/queue/[0-9a-f-]{36})"', steward.get("/queue").text)
    steward.post(queued[1], decision="ask", reason="Since when?")
    with transaction() as session:
        sealed = session.scalars(text("SELECT sealed_text FROM register.mail")).all()
    [words] = [find_unsealed("mail", one) for one in sealed]
    addresses = re.findall(r"https?://\S+", words)
    assert addresses == [f"{settings().site_url}/suggestions/{reference(page)}"]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_page_with_a_reference_tells_no_other_site_its_address(client, add, is_known) -> None:
    kept = reference(suggest(client, add().json(), name="Other")) if is_known else "7KQ2P-XWR49"
    answer = client.get(f"/suggestions/{kept}")
    assert answer.status_code == (200 if is_known else 404)
    assert answer.headers["referrer-policy"] in ("same-origin", "no-referrer", STRICT)


STRICT = "strict-origin-when-cross-origin"  # the origin alone goes to others


def _contents(session) -> dict[str, str]:
    names = [name for name in session.scalars(text(TABLES)) if name.split(".")[1] not in MAY_NOTE]
    digest = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} AS t"
    return {name: session.scalars(text(digest.format(name))).one() for name in names}


def test_opening_pages_changes_nothing_and_keeps_nothing(client) -> None:
    """Every page that GET opens, as the one who may open most: nothing acts, nothing is cached."""
    make_assets(2)
    headers = {"Cookie": f"{COOKIE}={new_session(new_account('administrator'))}"}
    with transaction() as session:
        before = _contents(session)
    kept, opened = [], 0
    for rule in route_rules(create_app()):
        if rule.method != "GET" or rule.path.startswith(("/api/", "/{path}")):
            continue
        for path in list(paths_of(rule, known_values(is_whole=False)))[:8]:
            answer = client.get(path, headers=headers, follow_redirects=False)
            opened += answer.status_code == 200
            if rule.allowed is not None and "no-store" not in answer.headers["cache-control"]:
                kept.append(path)
    assert kept == []
    assert opened > 60
    with transaction() as session:
        assert _contents(session) == before


def test_the_catalogue_has_no_door_that_runs_as_somebody_else(database) -> None:
    with transaction() as session:
        assert session.scalars(text(OPEN_DEFINERS)).all() == []
        assert session.scalars(text(VIEWS_OF_OWNERS)).all() == []


@pytest.mark.parametrize(
    ("door", "question", "found"),
    [
        ("FUNCTION register.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
         OPEN_DEFINERS, ["register.f()"]),
        ("FUNCTION jobs.f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = jobs "
         "AS 'SELECT 1'", OPEN_DEFINERS, []),
        ("VIEW published.v AS SELECT 1 AS n", VIEWS_OF_OWNERS, ["published.v"]),
        ("VIEW published.v WITH (security_invoker = true) AS SELECT 1 AS n", VIEWS_OF_OWNERS, []),
    ],
)  # fmt: skip
def test_such_a_door_would_be_found(database, door, question, found) -> None:
    with owner_engine().connect() as connection:  # never committed
        connection.execute(text(f"CREATE {door}"))
        assert connection.scalars(text(question)).all() == found
        connection.rollback()


def test_no_transaction_leaves_a_setting_of_its_caller(emptied) -> None:
    """What is set for a session, not for a transaction, stays on its connection of the pool."""
    forget_engines()  # so that one connection serves all of these, one after the other
    with transaction(is_long=True) as session:
        line = session.scalars(text(LINE)).one()
        assert session.scalars(text(LEFT)).all() != []
    make_assets(1)
    with transaction() as session:
        assert session.scalars(text(LINE)).one() == line
        assert session.scalars(text(LEFT)).all() == []


def test_a_costly_question_is_bounded(client) -> None:
    near = {"near": "-0.2,51.6"}
    for most, more in (
        ({"limit": "1000"}, {"limit": "1001"}),
        ({**near, "radius": "20000"}, {**near, "radius": "20001"}),
        ({"q": "x" * 200}, {"q": "x" * 201}),
    ):
        assert client.get("/api/v1/assets", params=most).status_code == 200, most
        assert client.get("/api/v1/assets", params=more).status_code == 422, more


def test_who_may_not_publish_cannot_say_so_themselves(client, token) -> None:
    hall = {"name": "Hall", "kind": "hall", "lon": -0.2, "lat": 51.6}
    for extra in ({"status": "published"}, {"slug": "x"}, {"version": 9}, {"may_publish": True}):
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.post("/api/v1/assets", json=hall | extra, headers=headers)
        assert answer.status_code == 422
        assert "no such field" in answer.json()["detail"]
