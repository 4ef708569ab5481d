"""The API driven from its own description by schemathesis, with all of its checks, as one caller.

In this process, on the real database: a server of its own would only add its time.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.python.asgi import shutdown_lifespans

from tests.trust.measuring import replaced
from tests.trust.triage import is_explained

DESCRIPTION = "/api/v1/openapi.json"
CHECKS_IN_ALL = 14


@dataclass(frozen=True)
class Finding:
    """What a check says of one operation."""

    caller: str
    operation: str
    check: str
    title: str
    message: str
    sample: str


@dataclass
class Driven:
    """How many requests each operation had, and what was found."""

    cases: Counter[str] = field(default_factory=Counter)
    by_caller: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    checks: set[str] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)
    explained: Counter[str] = field(default_factory=Counter)

    def of(self, *checks: str) -> list[Finding]:
        """The findings of some checks."""
        return [one for one in self.found if one.check in checks]


def configured(key: str, examples: int, seed: int, phases: Collection[str]) -> SchemathesisConfig:
    """What a run is told; ``key`` is the caller's token, empty for a stranger."""
    given: dict[str, Any] = {
        "seed": seed,
        "continue-on-failure": True,
        "generation": {"max-examples": examples, "no-shrink": True, "database": "none"},
        "phases": {
            name: {"enabled": name in phases}
            for name in ("examples", "coverage", "fuzzing", "stateful")
        },
    }
    if key:
        given["auth"] = {"openapi": {"token": {"bearer": key}}}
    return SchemathesisConfig.from_dict(given)


@contextmanager
def application(app: Any) -> Iterator[Any]:
    """An application that runs until the end of the block.

    What it could not do it answers with 500 and raises as well, for servers to log: here the
    answer is enough.
    """

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        else:
            with suppress(Exception):
                await app(scope, receive, send)

    with replaced("api.problems.log_failure", lambda *_given, **_facts: None):
        try:
            yield answering
        finally:
            shutdown_lifespans()


def drive(
    app: Any,
    config: SchemathesisConfig,
    caller: str,
    driven: Driven,
    only: Collection[str] = (),
) -> None:
    """One run; ``only`` names operations, as ``GET /api/v1/assets``."""
    schema = schemathesis.openapi.from_asgi(DESCRIPTION, app, config=config)
    if only:
        schema = schema.include(name=list(only))
    for event in from_schema(schema).execute():
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.NonFatalError):
            sentence = f"{type(event.value).__name__}: {event.value}"
            driven.found.append(Finding(caller, event.label, "error", sentence, "", ""))
        elif isinstance(event, events.ScenarioFinished):
            _note(event.recorder, caller, driven)


def _note(recorder: ScenarioRecorder, caller: str, driven: Driven) -> None:
    for case_id, kept in recorder.cases.items():
        interaction = recorder.interactions.get(case_id)
        if interaction is None or interaction.response is None:
            continue
        operation = kept.value.operation.label
        driven.cases[operation] += 1
        driven.by_caller[caller][operation] += 1
        for check in recorder.checks.get(case_id, ()):
            driven.checks.add(check.name)
            if check.status != Status.FAILURE or check.failure_info is None:
                continue
            failure: Failure = check.failure_info.failure
            if reason := is_explained(check.name, failure, kept.value, interaction):
                driven.explained[f"{check.name}: {reason}"] += 1
                continue
            driven.found.append(
                Finding(
                    caller,
                    operation,
                    check.name,
                    failure.title,
                    f"{failure.message}\n{_told(interaction)}",
                    check.failure_info.code_sample,
                )
            )


def _told(interaction: Any) -> str:
    return f"{interaction.response.status_code} {interaction.response.content[:300]!r}"
