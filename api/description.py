"""The description of the API, completed with what every operation may also answer.

A route says what it answers when all is well; refusals come from guards, errors and routing that
are the same for all. They are said here once, so that no route can forget them.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from api.problems import PROBLEM as PROBLEM_TYPE
from api.v1.shapes import PROBLEM

REFERENCE = {"$ref": "#/components/schemas/Problem"}
Operation = dict[str, Any]
METHODS = {"get", "put", "post", "delete", "patch"}
ALWAYS = {"503": "The register cannot be reached just now: try again in a moment."}
WITH_INPUT = {"422": "Something in the request needs to be put right."}
WITH_PATH = {"404": "There is no such thing."}
WITH_BODY = {
    "400": "The body cannot be read.",
    "404": "Something that it names is not there.",
    "409": "Something came in between.",
    "413": "That is more than we take at once.",
}
WITH_TOKEN = {
    "401": "Send a token that is in use.",
    "403": "You may not do that, or not there.",
}


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Every operation of a description: method, path, and what is said of it."""
    for path, item in description["paths"].items():
        for method in METHODS & item.keys():
            yield method.upper(), path, item[method]


def describe(app: FastAPI) -> None:
    """Have the application describe itself with all refusals; made once, when first asked for."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = plain()
            made.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
            for unused in ("HTTPValidationError", "ValidationError"):
                made["components"]["schemas"].pop(unused, None)
            for _, path, operation in operations(made):
                _complete(operation, path)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(operation: Operation, path: str) -> None:
    refusals = dict(ALWAYS)
    if operation.get("parameters") or "requestBody" in operation:
        refusals |= WITH_INPUT
    if "requestBody" in operation:
        refusals |= WITH_BODY
    if "{" in path:
        refusals |= WITH_PATH
    if operation.get("security"):
        refusals |= WITH_TOKEN
    said = operation["responses"]
    for status, meaning in refusals.items():
        said.setdefault(status, {"description": meaning})
    said.get("422", {}).update(description=WITH_INPUT["422"])
    for status, answer in said.items():
        if status >= "4":
            answer["content"] = {PROBLEM_TYPE: {"schema": REFERENCE}}
        elif len(answer.get("content", {})) > 1:  # FastAPI adds JSON of any shape to what is said
            answer["content"] = {t: c for t, c in answer["content"].items() if c.get("schema")}
