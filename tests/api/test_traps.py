"""Traps known from other services, each shut here; docs/trust.md says which test is for which."""

from importlib.metadata import version

import pytest
from packaging.version import Version
from sqlalchemy import text

from api.app import create_app
from api.roles import route_rules
from api.sessions import COOKIE
from register.database.engines import transaction
from register.mail.outbox import link
from register.settings import settings
from tests.api.callers import new_account, new_session
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
MAY_NOTE = {"sign_in", "token", "attempt", "account"}
TABLES = """
SELECT table_schema || '.' || table_name FROM information_schema.tables
WHERE table_schema IN ('register', 'published') AND table_type = 'BASE TABLE'
"""
OPEN_DEFINERS = """
SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ('register', 'published') AND p.prosecdef
    AND NOT coalesce(p.proconfig::text, '') LIKE '%search_path=%'
"""
VIEWS_OF_OWNERS = """
SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('register', 'published') AND c.relkind = 'v'
    AND NOT coalesce(c.reloptions::text, '') LIKE '%security_invoker=%'
"""
LEAKED = "SELECT name FROM pg_settings WHERE name LIKE '%.%' AND source = 'session'"


@pytest.mark.parametrize("name", FLOORS)
def test_libraries_are_newer_than_their_known_holes(name) -> None:
    assert Version(version(name)) >= Version(FLOORS[name])


def test_nothing_shows_how_it_is_made(client) -> None:
    assert create_app().debug is False
    for path in ("/docs", "/redoc", "/openapi.json", "/.env", "/static/../pyproject.toml"):
        assert client.get(path).status_code == 404, path
    assert client.request("TRACE", "/").status_code == 405


def test_ten_thousand_parts_of_a_form_are_refused(client) -> None:
    parts = {f"f{number}": (None, "x") for number in range(3_000)}
    for path in ("/suggest", "/people", "/sign-in"):
        answer = client.post(path, files=parts, follow_redirects=False)
        assert 400 <= answer.status_code < 500, f"{path} {answer.status_code}"


def test_a_part_with_an_endless_header_is_refused(client) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="a"\r\nX: ' + b"x" * 100_000
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/suggest", content=body + b"\r\n\r\nv\r\n--b--\r\n", headers=headers)
    assert 400 <= answer.status_code < 500


def test_links_in_mails_name_the_address_that_is_set_up(client) -> None:
    client.get("/", headers={"Host": "evil.example"})
    assert link("/suggestions/X").startswith(settings().site_url + "/")


def test_a_page_with_a_reference_tells_no_other_site_its_address(client) -> None:
    answer = client.get("/suggestions/7KQ2P-XWR49")
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
    kept = []
    for rule in route_rules(create_app()):
        if rule.method != "GET" or rule.path.startswith(("/api/", "/{path}")):
            continue
        for path in list(paths_of(rule, known_values(is_whole=False)))[:8]:
            answer = client.get(path, headers=headers, follow_redirects=False)
            if rule.allowed is not None and answer.headers["cache-control"] != "no-store":
                kept.append(path)
    assert kept == []
    with transaction() as session:
        assert _contents(session) == before


def test_the_catalogue_has_no_door_that_runs_as_somebody_else(database) -> None:
    with transaction() as session:
        assert session.scalars(text(OPEN_DEFINERS)).all() == []
        assert session.scalars(text(VIEWS_OF_OWNERS)).all() == []


def test_no_transaction_leaves_a_setting_of_its_caller(emptied) -> None:
    make_assets(1)
    with transaction() as session:
        assert session.scalars(text(LEAKED)).all() == []
        assert session.scalars(text("SHOW statement_timeout")).one() == "30s"


def test_a_costly_question_is_bounded(client) -> None:
    for asked in ({"limit": "1001"}, {"near": "-0.2,51.6", "radius": "20001"}, {"q": "x" * 201}):
        assert client.get("/api/v1/assets", params=asked).status_code == 422


def test_who_may_not_publish_cannot_say_so_themselves(client, token) -> None:
    hall = {"name": "Hall", "kind": "hall", "lon": -0.2, "lat": 51.6}
    for extra in ({"status": "published"}, {"slug": "x"}, {"version": 9}, {"may_publish": True}):
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.post("/api/v1/assets", json=hall | extra, headers=headers)
        assert answer.status_code == 422
        assert "no such field" in answer.json()["detail"]
