"""Everything that strangers can get out of the service, by its routes and by its links.

The routes are those of the running application, so a new one is crawled without a word here: a
path's parameters are filled with everything in the register that bears their name.
"""

import io
import logging.config
import re
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from random import Random
from typing import Any
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

import httpx2
import structlog
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text

from api.logs import logging_settings, start_logging
from api.roles import RouteRule, route_rules
from api.sessions import form_proof
from register.database.engines import transaction
from register.places.tables import LOCALITY_KINDS

NAMED = re.compile(r"""(?:href|src|action|data-[\w-]+)=["'](/[^"'#]*)""")
PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
LAST_WORDS = 3_000
ANYTHING = {
    "path": ["wards", "town-centres", "constituencies"],
    "form": ["csv", "xlsx", "geojson", "html", "ics", "json"],
    "kind": list(LOCALITY_KINDS),
    "version": ["1", "2"],
    "reference": ["7KQ2P-XWR49"],
}
KNOWN = {
    "asset_id": "SELECT id FROM register.asset",
    "proposal_id": "SELECT id FROM register.proposal",
    "account_id": "SELECT id FROM register.account",
    "sign_in_id": "SELECT id FROM register.sign_in",
    "token_id": "SELECT id FROM register.token",
}
SLUGS = "SELECT slug FROM register.asset"
PLACES = "SELECT slug FROM published.locality WHERE slug = ANY(:chosen) OR :is_whole"
MOST_OF_A_ROUTE = 300
CHOSEN = ["east-finchley", "finchley-and-golders-green", "hendon"]


@dataclass
class Crawl:
    """What was asked for, and the documents that came back, unpacked."""

    client: httpx2.Client
    seen: set[str] = field(default_factory=set)
    answers: int = 0
    failed: list[str] = field(default_factory=list)
    again: int = 0
    links: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, **given: Any) -> Iterator[tuple[str, bytes]]:
        """One request; its documents with where they are from."""
        answer = self.client.request(method, path, **given)
        self.answers += 1
        if answer.status_code >= 500:
            self.failed.append(f"{method} {path}: {answer.status_code}")
        where = f"{method} {path} {answer.status_code}"
        yield where, _headers(answer)
        for part, body in unpacked(answer.content):
            yield f"{where} {part}".strip(), body
        if "html" in answer.headers.get("content-type", "") or path.endswith((".js", ".json")):
            self.links += [unescape(found) for found in NAMED.findall(answer.text)]
        if method == "GET" and (etag := answer.headers.get("etag")):
            kept = self.client.get(path, headers={"If-None-Match": etag})
            self.again += kept.status_code == 304
            cached = self.client.get(path)
            yield f"again {where}", _headers(kept) + kept.content + cached.content[:2_000_000]

    def each(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each of these and nothing else."""
        for path in paths:
            yield from self.ask("GET", path)

    def visit(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each of these once, and what they link to, on and on."""
        self.links = list(paths)
        while self.links:
            path = self.links.pop()
            if path not in self.seen:
                self.seen.add(path)
                yield from self.ask("GET", path)


def _headers(answer: httpx2.Response) -> bytes:
    return b"\n".join(name + b": " + value for name, value in answer.headers.raw)


def unpacked(body: bytes) -> Iterator[tuple[str, bytes]]:
    """A body as it is, or what is in it when it is a workbook."""
    if not body.startswith(b"PK\x03\x04"):
        yield "", body
        return
    try:
        with ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                yield name, packed.read(name)
    except BadZipFile:
        yield "", body


def known_values(*, is_whole: bool) -> dict[str, list[str]]:
    """What the parameters of paths may be, by their names."""
    values = {name: list(given) for name, given in ANYTHING.items()}
    with transaction() as session:
        for name, question in KNOWN.items():
            values[name] = [str(one) for one in session.scalars(text(question))]
        assets = list(session.scalars(text(SLUGS)))
        chosen = {"chosen": CHOSEN, "is_whole": is_whole}
        values["slug"] = assets + list(session.scalars(text(PLACES), chosen))
    return values


def paths_of(rule: RouteRule, values: dict[str, list[str]]) -> Iterator[str]:
    """Every address of a route; a parameter that nobody knows takes any slug or id there is."""
    names = PARAMETER.findall(rule.path)
    anything = [*values["slug"], *values["asset_id"], str(uuid4())]
    every = list(product(*(values.get(name, anything) or [str(uuid4())] for name in names)))
    # Where several are free, some of them: with all of them an hour would not do.
    if len(every) > MOST_OF_A_ROUTE:
        every = Random(len(every)).sample(every, MOST_OF_A_ROUTE)
    for filled in every:
        given = dict(zip(names, filled, strict=True))
        yield PARAMETER.sub(lambda match: given[match[1]], rule.path)  # noqa: B023


def documents(app: FastAPI, crawl: Crawl, *, is_whole: bool) -> Iterator[tuple[str, bytes]]:
    """All that a stranger is told, by every route and every link."""
    values = known_values(is_whole=is_whole)
    rules = route_rules(app)
    reading = [rule for rule in rules if rule.method == "GET"]
    yield from crawl.visit(path for rule in reading for path in paths_of(rule, values))
    for rule in rules:
        if rule.method != "GET":
            for path in paths_of(rule, values):
                is_api = path.startswith("/api/")
                sent = {"json": {}} if is_api else {"data": {"csrf": form_proof("")}}
                yield from crawl.ask(rule.method, path, **sent)


@contextmanager
def running(app: FastAPI) -> Iterator[tuple[httpx2.Client, io.StringIO]]:
    """The application behind a real server, logging as it does; a stranger, and what is logged."""
    written = io.StringIO()
    with redirect_stderr(written):
        start_logging()
        # A connection must outlive what is done with an answer before the next is asked for.
        kept = {"timeout_keep_alive": 3600}
        config = uvicorn.Config(app, port=0, log_config=logging_settings(), ws="none", **kept)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                yield client, written
        except httpx2.TransportError as error:
            error.add_note(f"The server said last:\n{written.getvalue()[-LAST_WORDS:]}")
            raise
        finally:
            server.should_exit = True
            thread.join()
    logging.config.dictConfig({**logging_settings(), "handlers": _real_handlers()})
    structlog.reset_defaults()


def _real_handlers() -> dict[str, Any]:
    return {
        name: {"class": "logging.StreamHandler", "formatter": name, "stream": sys.stderr}
        for name in ("event", "request")
    }
