"""Structured logs: one JSON object a line on standard error, without personal data.

Neither addresses of visitors nor query strings are written, and of an error its kind and place but
not its message, which may quote what somebody typed (those about the database quote nobody).
"""

import json
import logging
import logging.config
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from register.database.errors import DatabaseError

FRAMES = 12
# A token in a path, as in a link from an e-mail; and the reference of a suggestion, which opens it.
SECRET_SEGMENT = re.compile(
    r"[A-Za-z0-9_]{32,}|(?<=/suggestions/)[^/]+|(?<=/review/stop/)[^/]+|(?<=/review/)(?!stop/)[^/]+"
)


def describe_error(error: BaseException) -> dict[str, Any]:
    """What may be kept of an error: its kind, PostgreSQL's code, and where it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    found: dict[str, Any] = {
        "error": type(error).__name__,
        "where": [f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in frames],
    }
    original = getattr(error, "orig", None) or error
    if sqlstate := getattr(original, "sqlstate", None):
        found["sqlstate"] = sqlstate
    if isinstance(error, DatabaseError):
        found["detail"] = str(error)
    if error.__cause__ is not None:
        found["cause"] = type(error.__cause__).__name__
    return found


def _safe_errors(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace exc_info, whichever way it was given, by what may be kept of it."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(describe_error(error))
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _safe_errors,
    ]


class EventFormatter(structlog.stdlib.ProcessorFormatter):
    """Log records of ours and of libraries, as one JSON object each."""

    def __init__(self, **_unused: Any) -> None:
        super().__init__(
            foreign_pre_chain=_shared(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )


class RequestFormatter(logging.Formatter):
    """One line for each request: method, path and status, and nothing about who asked."""

    def format(self, record: logging.LogRecord) -> str:
        """Uvicorn gives (address, method, path with query, HTTP version, status)."""
        if not isinstance(record.args, tuple) or len(record.args) != 5:
            return json.dumps({"event": "request"})
        _address, method, target, _version, status = record.args
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": "request",
            "method": method,
            "path": safe_path(str(target)),
            "status": status,
        }
        return json.dumps(line)


def safe_path(target: str) -> str:
    """The path without its query, and without anything in it that looks like a token."""
    return SECRET_SEGMENT.sub("…", target.partition("?")[0])


def logging_settings() -> dict[str, Any]:
    """The set-up for `logging.config.dictConfig`, which uvicorn applies in each worker too."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {"()": "api.logs.EventFormatter"},
            "request": {"()": "api.logs.RequestFormatter"},
        },
        "handlers": {
            name: {"class": "logging.StreamHandler", "formatter": name}
            for name in ("event", "request")
        },
        "root": {"handlers": ["event"], "level": "WARNING"},
        "loggers": {
            "assets": {"level": "INFO"},
            "uvicorn.error": {"level": "WARNING"},
            "uvicorn.access": {"handlers": ["request"], "level": "INFO", "propagate": False},
        },
    }


def start_logging() -> None:
    """Send structlog's events and the library's records the same way."""
    logging.config.dictConfig(logging_settings())
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def log_event(event: str, **facts: Any) -> None:
    """Record that something happened, with facts that name no person."""
    structlog.get_logger("assets").info(event, **facts)


def log_failure(event: str, error: BaseException, **facts: Any) -> None:
    """Record an error by its kind and place."""
    structlog.get_logger("assets").error(event, exc_info=error, **facts)
