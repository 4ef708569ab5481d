"""Goal 10: sessions, codes and limits under attack, and the people whom none of it may hinder."""

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from inspect import signature
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from api.roles import route_rules
from api.sessions import COOKIE, form_proof
from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.people.accounts import change_address, suspend_account
from register.people.codes import new_code, use_code
from register.people.passwords import COMMON
from register.people.sign_ins import SIGNED_IN, sign_in
from register.people.signing_in import Refused, ask_code, by_code, by_key, by_password
from register.people.tokens import create_token
from tests.trust.chromium import find_chromium
from tests.trust.measuring import Fault, Line, Size, replaced
from tests.trust.scanners import browsers, scanners
from tests.trust.visiting import (
    PASSWORD,
    account,
    forget_places,
    last_code,
    post,
    sending_mail,
    show,
    visiting,
)

NAME = "Sessions, codes and limits"
ADMITTED = """
from register.people.limits import Limit, admit
print(sum(admit(Limit("trust", {most}, 15), "ann@example.org") for _ in range({tries})))
"""
BY_PROCESS = """
count = 0
def admit():
    global count
    count += 1
    return count <= {most}
print(sum(admit() for _ in range({tries})))
"""
COUNTER = {"program": ADMITTED}


def measure(size: Size, chance: Random) -> Iterator[Line]:
    """The numbers in the order of the goal."""
    with visiting() as client:
        yield fixation(client, size)
        yield from ends(client)
        yield single_use(size)
        yield from guesses(size, chance)
        yield from processes()
        yield from same_answers(client, size)
        yield foreign_origins(client)
        yield flush(client)
        yield scanners(client, size)
    yield browsers(size)


def fixation(client: TestClient, size: Size) -> Line:
    """Sign in over a planted session, by password, code and key; then change the password."""
    kept, count = 0, size.pick(3, 40)
    for _ in range(count):
        account_id, email = account(password=PASSWORD)
        with transaction() as session:
            key = create_token(
                session, "builder", "k", may_publish=True, days=1, account_id=account_id
            )
        for way in ("password", "code", "key", "change"):
            with transaction() as session:
                planted = sign_in(session, account_by_id(session, account_id).holder())
            client.cookies.clear()
            client.cookies.set(COOKIE, planted, domain="testserver.local")
            if way == "password":
                post(client, "/sign-in", email=email, password=PASSWORD)
            elif way == "code":
                post(client, "/sign-in/code", email=email)
                post(client, "/sign-in/code/enter", code=last_code(email))
            elif way == "key":
                post(client, "/sign-in/key", token=key)
            else:
                new = PASSWORD + " staple"
                post(client, "/account/password", old_password=PASSWORD, new_password=new)
            kept += show(client, planted)
    return Line.none("sessions that outlive a sign-in or a change of rights", kept, 4 * count)


def ends(client: TestClient) -> Iterator[Line]:
    """How long an old session still counts after it should not."""
    account("administrator")
    for what in ("sign-out", "suspension", "another address"):
        account_id, _ = account("administrator")
        with transaction() as session:
            secret = sign_in(session, account_by_id(session, account_id).holder())
        assert show(client, secret)
        if what == "sign-out":
            client.cookies.set(COOKIE, secret, domain="testserver.local")
            post(client, "/sign-out")
        else:
            with transaction() as session:
                if what == "suspension":
                    suspend_account(session, account_id, actor="trust")
                else:
                    change_address(session, account_id, f"{uuid4().hex}@x.org", actor="trust")
        began = time.monotonic()
        while show(client, secret) and time.monotonic() - began < 3:
            time.sleep(0.05)
        yield Line.at_most(f"old session after {what}", 1.0, time.monotonic() - began, "s")


def single_use(size: Size) -> Line:
    """50 parallel uses of one right code."""
    rounds, once = size.pick(2, 40), 0
    for _ in range(rounds):
        account_id, _ = account()
        with transaction() as session:
            code, browser = new_code(session, account_id)

        def use(_n: int, browser: str = browser, code: str = code) -> bool:
            with transaction() as session:
                return use_code(session, browser, code) is not None

        with ThreadPoolExecutor(4) as pool:
            once += sum(pool.map(use, range(50))) == 1
    return Line.all("codes of which exactly 1 of 50 parallel uses counts", once, rounds)


def guesses(size: Size, chance: Random) -> Iterator[Line]:
    """Passwords from the common ones, codes and keys at random, each from another place."""
    _, email = account(password=PASSWORD)
    common = COMMON.read_text(encoding="utf-8").split()
    browser = ask_code(email, "place")
    assert isinstance(browser, str)
    right = last_code(email)
    count, hits = size.pick(300, 10_000), 0
    for number in range(count):
        place = f"198.51.{number // 256 % 256}.{number % 256}"
        way = chance.random()
        if way < 0.6:
            found = by_code(browser, f"{chance.randrange(10**8):08}", place)
        elif way < 0.9:
            found = by_password(email, chance.choice(common), place)
        else:
            found = by_key(f"asset_{chance.getrandbits(256):064x}", place)
        hits += not isinstance(found, Refused)
    yield Line.none("guesses of codes, passwords and keys that succeed", hits, count)
    late = by_code(browser, right, "another place")
    yield Line.none(
        "right codes that still count after all those", int(not isinstance(late, Refused)), 1
    )
    with transaction() as session:
        minutes = session.scalars(
            text(
                "SELECT extract(epoch FROM max(expires_at - created_at)) / 60 "
                "FROM register.one_time_code WHERE purpose = 'sign_in'"
            )
        ).one()
    yield Line.at_most("life of a code", 10, float(minutes), "minutes")


def processes() -> Iterator[Line]:
    """Two processes at once, and a third after they ended, share one limit of 10."""
    program = COUNTER["program"].format(most=10, tries=200)

    def run(_n: int) -> int:
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        return int(done.stdout)

    with ThreadPoolExecutor(2) as pool:
        both = sum(pool.map(run, range(2)))
    yield Line.none("over-admissions by 2 processes", max(both - 10, 0), 400)
    yield Line.none("over-admissions after a restart", run(0), 200)


def same_answers(client: TestClient, size: Size) -> Iterator[Line]:
    """Wrong passwords and codes asked for: known and unknown addresses in turn."""
    count = size.pick(8, 60)
    known = [account(password=PASSWORD)[1] for _ in range(count)]
    unknown = [f"{uuid4().hex}@example.org" for _ in range(count)]
    for path, values in (("/sign-in", {"password": "not the right one"}), ("/sign-in/code", {})):
        seconds: dict[bool, list[float]] = {True: [], False: []}
        texts: set[str] = set()
        for pair in zip(known, unknown, strict=True):
            for is_known, email in zip((True, False), pair, strict=True):
                forget_places()
                client.cookies.clear()
                began = time.perf_counter()
                page = post(client, path, email=email, **values)
                seconds[is_known].append(time.perf_counter() - began)
                said = re.sub(r'name="csrf" value="[^"]*"', "", page.text.replace(email, ""))
                texts.add(f"{page.status_code} {said}")
        apart = abs(statistics.median(seconds[True]) - statistics.median(seconds[False]))
        yield Line(f"different texts from {path}", "1", str(len(texts)), len(texts) == 1, 2 * count)
        yield Line.at_most(f"median times apart at {path}", 20, 1000 * apart, "ms", 2 * count)


def foreign_origins(client: TestClient) -> Line:
    """Every changing route, with a good session and form, from another site."""
    account("administrator")
    account_id, _ = account("administrator")
    changing = [rule for rule in route_rules(create_app()) if rule.method != "GET"]
    taken = 0
    for rule in changing:
        path = re.sub(r"{\w+(:\w+)?}", str(uuid4()), rule.path)
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            with transaction() as session:
                secret = sign_in(session, account_by_id(session, account_id).holder())
            client.cookies.clear()
            sent = {**headers, "Cookie": f"{COOKIE}={secret}"}
            data = {"csrf": form_proof(secret)}
            answer = client.request(rule.method, path, headers=sent, data=data)
            taken += answer.status_code != 403 or "our own pages" not in answer.text
    return Line.none("changing routes that take a form of another site", taken, 2 * len(changing))


def flush(client: TestClient) -> Line:
    """100 entries that a phone kept, sent one after the other as fast as it can."""
    with transaction() as session:
        key = create_token(session, "builder", "phone", may_publish=True, days=1)
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {key}"}
    taken = 0
    for number in range(100):
        entry = {"name": f"Queued {number}", "kind": "hall", "lon": -0.2, "lat": 51.6,
                 "request_id": str(uuid4())}  # fmt: skip
        taken += client.post("/api/v1/assets", json=entry, headers=headers).status_code == 201
    return Line.all("entries of a phone's queue that are taken", taken, 100)


_NO_USE = "SELECT CAST(:id AS uuid)"
_NO_COUNT = """
SELECT id, account_id, hash FROM register.one_time_code
WHERE browser_hash = :browser_hash AND purpose = 'sign_in' AND used_at IS NULL FOR UPDATE
"""


class _OpenHouse:
    def __init__(self, app, **_given) -> None:
        self._app = app

    async def __call__(self, scope, receive, send) -> None:
        await self._app(scope, receive, send)


@contextmanager
def _kept_secret() -> Iterator[None]:
    def keep(session, holder, device="", replacing="", method="") -> str:
        return replacing or sign_in(session, holder, device, replacing, method)

    with replaced("register.people.signing_in.sign_in", keep):
        yield


@contextmanager
def _slow_suspension() -> Iterator[None]:
    slow = SIGNED_IN.replace("AND a.suspended_at IS NULL", "")
    with (
        replaced("register.people.sign_ins.SIGNED_IN", slow),
        replaced("register.people.accounts.end_sign_ins", lambda *_given: None),
    ):
        yield


@contextmanager
def _own_counters() -> Iterator[None]:
    COUNTER["program"] = BY_PROCESS
    try:
        yield
    finally:
        COUNTER["program"] = ADMITTED


@contextmanager
def _told_apart() -> Iterator[None]:
    def telling(email: str, password: str, place: str):
        found = by_password(email, password, place)
        with transaction() as session:
            is_known = session.scalars(
                text("SELECT id FROM register.account WHERE email = :email"), {"email": email}
            ).first()
        return found if is_known else Refused("There is no such account.")

    with replaced("api.pages.sign_in.by_password", telling):
        yield


@contextmanager
def _any_browser() -> Iterator[None]:
    def anywhere(browser: str, typed: str, place: str):
        with transaction() as session:
            row = session.execute(
                text(
                    "UPDATE register.one_time_code SET used_at = now() WHERE id = ("
                    "SELECT id FROM register.one_time_code WHERE used_at IS NULL "
                    "AND purpose = 'sign_in' ORDER BY created_at DESC LIMIT 1) "
                    "RETURNING account_id"
                )
            ).first()
            if row is None or row.account_id is None or not typed:
                return Refused("no")
            return account_by_id(session, row.account_id)

    with replaced("api.pages.sign_in.by_code", anywhere):
        yield


def visited(part: Callable[..., Any]) -> Callable[[Size, Random], list[Line]]:
    """A part that needs a browser, by itself."""

    def measured(size: Size, _chance: Random) -> list[Line]:
        with visiting() as client:
            takes_size = "size" in signature(part).parameters
            found = part(client, size) if takes_size else part(client)
            return [found] if isinstance(found, Line) else list(found)

    return measured


def guessed(size: Size, chance: Random) -> list[Line]:
    with sending_mail():
        return list(guesses(size, chance))


FAULTS = [
    Fault("a session keeps its secret at sign-in", _kept_secret, visited(fixation)),
    Fault("suspension waits for the session to end", _slow_suspension, visited(ends)),
    Fault("a code counts more than once",
          lambda: replaced("register.people.codes.USE", _NO_USE),
          lambda size, _chance: [single_use(size)]),
    Fault("wrong codes are not counted",
          lambda: replaced("register.people.codes.TRY", _NO_COUNT), guessed),
    Fault("each process counts for itself", _own_counters, lambda *_given: processes()),
    Fault("an unknown address is told so", _told_apart, visited(same_answers)),
    Fault("forms of other sites are taken",
          lambda: replaced("api.app.OwnOrigin", _OpenHouse), visited(foreign_origins)),
    Fault("codes are good in any browser", _any_browser, visited(scanners)),
    *(
        [Fault("codes are good in any real browser", _any_browser,
               lambda size, _chance: [browsers(size)])]
        if find_chromium() else []
    ),
]  # fmt: skip
