"""Goal 6: every operation of the API driven from its own description, as each caller."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from fastapi import APIRouter, FastAPI

from api.app import create_app
from api.dependencies import AllowedByToken, Credentials, anybody
from api.description import operations
from api.roles import route_rules
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.holders import Holder
from register.people.tokens import find_holder
from register.proposals.additions import add_asset
from tests.api.callers import every_caller, new_token, suspend
from tests.trust.canary_register import BOSS
from tests.trust.described import CHECKS_IN_ALL, Driven, application, configured, drive
from tests.trust.measuring import Fault, Line, Size, replaced
from tests.trust.writers import make_assets

SOME = ("stranger", "trusted builder", "administrator")
WHOLE = {
    "name": "Whole Hall", "kind": "hall", "lon": -0.2, "lat": 51.6, "summary": "It has all.",
    "address": "1 High Road", "serves": ["ward:hendon"], "for_whom": {"note": "Everybody"},
    "details": {"cost": "free"},
    "contacts": [{"name": "Ann", "role": "Chair", "email": "ann@example.org", "phone": "020",
                  "website": "https://example.org", "audience": "public"}],
}  # fmt: skip
NAME = "The API against its own description"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
FEWEST_EACH = 500
FEWEST = 20_000
SHAPES = ("response_schema_conformance", "content_type_conformance", "status_code_conformance",
          "response_headers_conformance")  # fmt: skip
REFUSALS = ("negative_data_rejection", "missing_required_header", "unsupported_method",
            "allow_header_conformance")  # fmt: skip
LINES = {
    "server errors": ("not_a_server_error",),
    "authentication ignored, or another's things given": (
        "ignored_auth", "object_level_authorization"),
    "things there after their end, or not after their making": (
        "use_after_free", "ensure_resource_availability"),
    "answers other than described": SHAPES,
    "wrong requests taken, not explained": REFUSALS,
    "right requests refused, not explained": ("positive_data_acceptance",),
    "errors of the measurement": ("error",),
}  # fmt: skip


def measure(size: Size, chance: Random) -> Iterator[Line]:
    """All callers in the whole; in the sample those who may nothing, something and all."""
    app = create_app()
    yield described(app)
    driven = Driven()
    keys = callers([] if size.is_whole else SOME)
    labels = _labels(app)
    with application(app) as served:
        for caller, key in keys.items():
            _drive_as(served, labels, caller, key, size, chance, driven)
    yield from counted(driven, size)


def callers(chosen: Collection[str] = ()) -> dict[str, str]:
    """A token for each kind of caller; a group's contact is a stranger here."""
    make_assets(3)
    with transaction() as session:
        add_asset(session, AssetDraft.model_validate(WHOLE), holder=BOSS, door="field")
    keys = {}
    for name, caller in every_caller().items():
        if name == "group contact" or (chosen and name not in chosen):
            continue
        keys[name] = new_token(caller.account_id, days=2) if caller.account_id else ""
        if name == "suspended":
            assert caller.account_id is not None
            suspend(caller.account_id)
    return keys


def _drive_as(
    app: Any, labels: list[str], caller: str, key: str, size: Size, chance: Random, driven: Driven
) -> None:
    phases = PHASES if size.is_whole else ("fuzzing",)
    config = configured(key, size.pick(6, 110), chance.randrange(10**9), phases)
    drive(app, config, caller, driven)
    # Where there is little to vary a run is short: more of them, until there are enough.
    wanted = FEWEST_EACH // 8 + 1 if size.is_whole else 1
    before = Counter(driven.by_caller[caller])
    for _ in range(80):
        few = [label for label in labels if driven.by_caller[caller][label] < wanted]
        if not few or not size.is_whole:
            break
        config = configured(key, 110, chance.randrange(10**9), ("coverage", "fuzzing"))
        drive(app, config, caller, driven, few)
        if driven.by_caller[caller] == before:
            break
        before = Counter(driven.by_caller[caller])


def _labels(app: FastAPI) -> list[str]:
    return [f"{method} {path}" for method, path, _ in operations(app.openapi())]


def described(app: FastAPI) -> Line:
    """Every route below /api/ is in the description."""
    labels = set(_labels(app))
    routes = {f"{rule.method} {_plain(rule.path)}" for rule in route_rules(app)}
    wanted = {route for route in routes if route.split(" ")[1].startswith("/api/")}
    return Line.none("operations missing from the description", len(wanted - labels), len(wanted))


def _plain(path: str) -> str:
    return re.sub(r"{(\w+):\w+}", r"{\1}", path)


def counted(driven: Driven, size: Size) -> Iterator[Line]:
    """The numbers, and each finding in words."""
    total, least = driven.cases.total(), min(driven.cases.values(), default=0)
    fewest, fewest_each = size.pick(1, FEWEST), size.pick(1, FEWEST_EACH)
    operations_tried = len(driven.cases)
    yield Line("cases in all", f">= {fewest:,}", f"{total:,}", total >= fewest)
    yield Line(
        "cases of the operation with the fewest",
        f">= {fewest_each}",
        str(least),
        least >= fewest_each,
        operations_tried,
    )
    if size.is_whole:
        checks = len(driven.checks)
        yield Line.all("checks that were made", checks, CHECKS_IN_ALL)
    for what, checks_of in LINES.items():
        yield Line.none(what, len(driven.of(*checks_of)), total)
    for reason, count in sorted(driven.explained.items()):
        print(f"Explained {count:,} times: {reason}")  # noqa: T201
    _tell(driven)


def _tell(driven: Driven) -> None:
    told: Counter[tuple[str, str, str]] = Counter()
    for one in driven.found:
        key = (one.operation, one.check, one.title)
        told[key] += 1
        if told[key] == 1:
            print(f"{one.operation} by {one.caller}: {one.check}: {one.title}")  # noqa: T201
            print(f"    {one.message[:600]}\n    {one.sample[:2000]}")  # noqa: T201


def some(caller: str, *only: str, phases: Collection[str] = ("fuzzing",), examples: int = 25):
    """A part: a few operations as one caller."""

    def measured(size: Size, chance: Random) -> list[Line]:
        app, driven = create_app(), Driven()
        key = callers([caller])[caller]
        config = configured(key, examples, chance.randrange(10**9), phases)
        with application(app) as served:
            drive(served, config, caller, driven, only)
        return list(counted(driven, size))

    return measured


def _of_the_description(_size: Size, _chance: Random) -> list[Line]:
    return [described(create_app())]


async def _forgotten() -> dict[str, str]:
    return {}


@contextmanager
def _undescribed() -> Iterator[None]:
    plain = create_app

    def with_one_more() -> FastAPI:
        app, router = plain(), APIRouter()
        router.get("/api/v1/forgotten", include_in_schema=False)(anybody(_forgotten))
        app.include_router(router)
        return app

    with replaced("tests.trust.goal_06.create_app", with_one_more):
        yield


def _fails_on_words(_words: str) -> str:
    raise RuntimeError("planted")


def _any_caller(self: AllowedByToken, credentials: Credentials) -> Holder:
    if credentials is not None:
        with transaction() as session:
            return find_holder(session, credentials.credentials) or BOSS
    return BOSS


def _with_a_number() -> bytes:
    return b'{"families":[],"kinds":[{"slug":7}]}'


LIST, KINDS, PROPOSALS = "GET /api/v1/assets", "GET /api/v1/kinds", "GET /api/v1/proposals"
FAULTS = [
    Fault("some words make it fail",
          lambda: replaced("api.v1.assets._searchable", _fails_on_words),
          some("stranger", LIST, phases=("coverage", "fuzzing"), examples=20)),
    Fault("a token is not asked for",
          lambda: replaced("api.dependencies.AllowedByToken.__call__", _any_caller),
          some("administrator", PROPOSALS, examples=5)),
    Fault("an answer is not what is described",
          lambda: replaced("api.v1.kinds._body", _with_a_number),
          some("stranger", KINDS, phases=("coverage", "fuzzing"), examples=3)),
    Fault("too large a page is given",
          lambda: replaced("api.v1.quick.LIMIT", 10**6),
          some("stranger", LIST, phases=("coverage",))),
    Fault("an operation is not described", _undescribed, _of_the_description),
]  # fmt: skip
