"""Logs are JSON and hold nothing about anybody."""

import json
import logging

import pytest

from api.logs import EventFormatter, RequestFormatter, describe_error, safe_path
from geo.errors import InvalidPostcode
from register.database.errors import DatabaseError


def record(name: str, message: str, *args: object, error: BaseException | None = None) -> object:
    """A log record as the logging module makes it."""
    trouble = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, "here.py", 1, message, args, trouble)


def test_a_request_is_logged_without_its_sender_and_its_words() -> None:
    given = record(
        "uvicorn.access", "%s %s %s %s %s", "192.0.2.7:99", "GET", "/map?q=Ann+Lee", "1.1", 200
    )
    line = RequestFormatter().format(given)  # type: ignore[arg-type]
    assert json.loads(line) | {"at": ""} == {
        "at": "", "event": "request", "method": "GET", "path": "/map", "status": 200,
    }  # fmt: skip


def test_a_token_in_a_path_is_hidden() -> None:
    assert safe_path("/confirm/" + "a1" * 20 + "/yes?x=1") == "/confirm/…/yes"
    assert safe_path("/suggestions/7KQ2P-XWR49") == "/suggestions/…"
    assert safe_path("/assets/the-friends-of-a-very-long-named-park-indeed") == (
        "/assets/the-friends-of-a-very-long-named-park-indeed"
    )


def test_an_error_is_logged_by_kind_and_place_but_not_by_what_was_typed() -> None:
    try:
        int("Ann Lee")
    except ValueError as error:
        given = record("uvicorn.error", "Exception in ASGI application", error=error)
    line = EventFormatter().format(given)  # type: ignore[arg-type]
    assert "Ann" not in line
    found = json.loads(line)
    assert found["error"] == "ValueError"
    assert found["where"][0].startswith("test_logs.py:")


@pytest.mark.parametrize(
    ("error", "told"),
    [(DatabaseError("It is down."), True), (InvalidPostcode("'Ann' is no postcode"), False)],
)
def test_only_sentences_about_the_database_are_kept(error: Exception, told: bool) -> None:
    assert ("detail" in describe_error(error)) is told


def test_the_code_of_a_database_error_is_kept() -> None:
    class Unique(Exception):
        sqlstate = "23505"

    assert describe_error(Unique())["sqlstate"] == "23505"
