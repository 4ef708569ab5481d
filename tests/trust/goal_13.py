"""Goal 13: nothing that people type runs: in pages, in mails, in spreadsheets."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from fastapi import FastAPI
from httpx2 import Client, Response
from playwright.sync_api import Browser
from sqlalchemy import text

from api.app import create_app
from api.roles import RouteRule, route_rules
from api.sessions import COOKIE, form_proof
from frontend.rendering import environment
from register.database.engines import transaction
from register.mail.posting import ClaimedMail, written
from register.people.secrets_at_rest import find_unsealed
from register.settings import settings
from register.spreadsheets import xlsx_files
from tests.api.callers import new_account, new_session
from tests.trust import formulas, hostile_pages
from tests.trust.chromium import browsing, find_chromium, without_chromium
from tests.trust.crawling import known_values, paths_of, running
from tests.trust.hostile_pages import (
    Seen,
    addresses,
    echoes,
    is_echo,
    is_file,
    is_hostile_page,
    look,
    open_popups,
)
from tests.trust.hostile_pages import show as show_again
from tests.trust.hostile_register import FIELDS, HostileRegister, fill
from tests.trust.measuring import Fault, Line, Size, replaced
from tests.trust.payloads import payloads
from tests.trust.visiting import sending_mail

Shown = tuple[str, str, Response]
NAME = "Stored scripts, policies and formulas"
FEWEST = 150
NEEDED = ("object-src 'none'", "base-uri 'none'", "script-src 'self'")
NEVER = re.compile(r"script-src[^;]*('unsafe-|\*|https?:|data:)|default-src[^;]*\*")
PLACE = "/wards/east-finchley"
MAILS = "SELECT id, to_address, subject, sealed_text, tries FROM register.mail"


@contextmanager
def serving(app: FastAPI) -> Iterator[Client]:
    """The site with a mail server, asked as an administrator."""
    with sending_mail(), running(app) as (client, _log):
        client.cookies.set(COOKIE, new_session(new_account("administrator")))
        yield client


def measure(size: Size, chance: Random) -> Iterator[Line]:
    """Payloads in pages, then the policy, then mails and files."""
    app = create_app()
    everything = payloads()
    chosen = everything if size.is_whole else chance.sample(everything, 2)
    with serving(app) as client:
        made = fill(chosen)
        yield from _pages(app, client, made, size)
        yield from policies(app, client)
        yield _mails()
    with serving(create_app()) as client:
        yield from formulas.measure(client, size.pick(12, 1000))


def _pages(
    app: FastAPI, client: Client, made: HostileRegister, size: Size, *, is_brief: bool = False
) -> Iterator[Line]:
    program = find_chromium()
    if program is None:
        yield without_chromium("payloads that run in a browser", size)
        return
    seen = Seen()
    with browsing(program) as browser:
        most = size.pick(1, 1000)
        _visit(browser, app, client, made, seen, most=most, is_brief=is_brief)
    yield from told(seen, size.pick(1, FEWEST))


def _visit(
    browser: Browser,
    app: FastAPI,
    client: Client,
    made: HostileRegister,
    seen: Seen,
    *,
    most: int,
    is_brief: bool,
) -> None:
    """With the policy for what may not be, and without it for what would have run."""
    rules, address = route_rules(app), str(client.base_url).rstrip("/")
    secret = client.cookies.get(COOKIE) or ""
    found = [one for one in addresses(client, rules, made) if is_hostile_page(one[2])]
    first = list({where: (where, path, answer) for where, path, answer in found}.values())
    _open(browser, address, seen, secret, made, first if is_brief else found, has_policy=False)
    if is_brief:
        return
    served = [one for one in first if not is_file(one[2])]
    _open(browser, address, seen, secret, made, served, has_policy=True)
    visitor = {"has_policy": False, "has_maps": False}
    with hostile_pages.watched(browser, address, seen, secret, **visitor) as page:
        for where, answer in echoes(client, rules, made, form_proof(secret), most=most):
            if is_echo(answer):
                show_again(page, seen, where, address, answer)


def _open(
    browser: Browser,
    address: str,
    seen: Seen,
    secret: str,
    made: HostileRegister,
    shown: list[Shown],
    *,
    has_policy: bool,
) -> None:
    visitor = {"has_policy": has_policy, "has_maps": has_policy}
    with hostile_pages.watched(browser, address, seen, secret, **visitor) as page:
        for where, path, answer in shown:
            if is_file(answer):
                show_again(page, seen, where, address, answer)
            else:
                look(page, seen, where, address + path)
    visitor = {"has_policy": has_policy, "has_maps": True}
    with hostile_pages.watched(browser, address, seen, secret, **visitor) as page:
        look(page, seen, "popups of a ward", address + PLACE)
        open_popups(page, seen, "popups of a ward")
        for number in list(made.slugs)[:: max(len(made.slugs) // 20, 1)]:
            look(page, seen, "popup of an entry", f"{address}/assets/{made.slugs[number]}")
            open_popups(page, seen, "popup of an entry", 1)


def told(seen: Seen, fewest: int) -> Iterator[Line]:
    """The numbers of what a browser saw."""
    shown = sum(len(numbers) for numbers in seen.shown.values())
    print(f"{shown:,} payloads in {len(seen.shown)} places: {', '.join(sorted(seen.shown))}")  # noqa: T201
    yield Line("payloads shown", f">= {fewest}", str(seen.payloads()), seen.payloads() >= fewest)
    missing = set(FIELDS) - seen.fields() - UNSEEN
    yield Line.none(f"fields never shown: {', '.join(sorted(missing))}", len(missing), len(FIELDS))
    for what, found in (
        ("payloads that ran", seen.runs),
        ("elements and attributes that came out of a payload", seen.foreign),
        ("violations of the policy", seen.violations),
        ("requests to other hosts", seen.hosts),
    ):
        for one, count in found.most_common(10):
            print(f"{what}: {one} ({count})")  # noqa: T201
        yield Line.none(what, found.total(), seen.pages)


# E-mail addresses are never shown; of an account that is another's, keys are not either.
UNSEEN = {"email", "label of a key", "typed"}


def policies(app: FastAPI, client: Client) -> Iterator[Line]:
    """The policy on every page in HTML, also of strangers, errors and refusals."""
    pages = wrong = 0
    stranger = Client(base_url=client.base_url, timeout=60)
    for visitor in (client, stranger):
        for method, path, given in _requests(route_rules(app)):
            answer = visitor.request(method, path, **given)
            if "html" in answer.headers.get("content-type", ""):
                pages += 1
                policy = answer.headers.get("content-security-policy", "")
                is_right = all(part in policy for part in NEEDED) and not NEVER.search(policy)
                wrong += not is_right
    stranger.close()
    yield Line.none("pages in HTML without the policy", wrong, pages)


def _requests(rules: list[RouteRule]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    values = {name: given[:1] for name, given in known_values(is_whole=False).items()}
    for rule in rules:
        for path in paths_of(rule, {**values, "slug": [*values["slug"], "east-finchley"]}):
            yield rule.method, path, {}
            yield "PATCH", path, {}
            if rule.method == "GET":
                yield "GET", path, {"params": {"postcode": "<b>", "at": "x", "place": "x" * 200}}
            else:
                yield rule.method, path, {"data": {"csrf": "<b>"}}
                yield rule.method, path, {"content": b"x" * 300_000}
                yield rule.method, path, {"headers": {"Origin": "https://evil.example"}}
    yield "GET", "/nothing/here", {}
    yield "GET", "/%00", {}
    yield "GET", "/", {"headers": {"Host": "evil.example"}}


def _mails() -> Line:
    """Every mail as it goes over the wire: one part, plain text."""
    with transaction() as session:
        kept = [ClaimedMail(**row) for row in session.execute(text(MAILS)).mappings()]
    mails = [written(mail, find_unsealed("mail", mail.sealed_text) or "", settings())
             for mail in kept]  # fmt: skip
    rich = sum(
        mail.is_multipart() or mail.get_content_type() != "text/plain" or mail["Bcc"] is not None
        for mail in mails
    )
    return Line.none("mails that are not one part of plain text", rich, len(mails))


def pages(size: Size, chance: Random) -> list[Line]:
    """A part: a few payloads in a browser."""
    app = create_app()
    with serving(app) as client:
        return list(_pages(app, client, fill(LOUD), size, is_brief=True))


def with_policy(_size: Size, _chance: Random) -> list[Line]:
    app = create_app()
    with serving(app) as client:
        return list(policies(app, client))


def files(_size: Size, _chance: Random) -> list[Line]:
    with serving(create_app()) as client:
        return list(formulas.measure(client, 4))


LOUD = ["<img src=x onerror=xss(NUMBER)>"]


def _unescaped() -> Any:
    open_ended = environment().overlay(autoescape=False)
    return replaced("frontend.rendering.environment", lambda: open_ended)


@contextmanager
def _popups_of_html() -> Iterator[None]:
    hostile_pages.REWRITTEN["link.textContent = properties.name"] = (
        "link.innerHTML = properties.name"
    )
    try:
        yield
    finally:
        hostile_pages.REWRITTEN.clear()


def _lax_policy(_tile_url: str) -> str:
    return "default-src 'self'; script-src 'self' 'unsafe-inline'; object-src 'none'"


def _any_cell(sheet: Any, row: int, column: int, said: str, look: Any = None) -> bool:
    if said.startswith("="):
        sheet.write_formula(row, column, said)
    else:
        sheet.write_string(row, column, said, look)
    return False


HAS_CHROMIUM = find_chromium() is not None
IN_A_BROWSER = [
    Fault("pages show texts as HTML", _unescaped, pages),
    Fault("popups show names as HTML", _popups_of_html, pages),
]
FAULTS = [
    *(IN_A_BROWSER if HAS_CHROMIUM else []),
    Fault("the policy lets scripts stand in pages",
          lambda: replaced("api.guards.content_security_policy", _lax_policy), with_policy),
    Fault("cells of CSV are not guarded",
          lambda: replaced("register.spreadsheets.csv_files.guarded", lambda said: said), files),
    Fault("texts become formulas in XLSX",
          lambda: replaced(f"{xlsx_files.__name__}.write_text", _any_cell), files),
]  # fmt: skip
