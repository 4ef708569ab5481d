"""Writers over HTTP, as phones are: replies get lost, and the same entry is sent again."""

import contextlib
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import UUID

from tests.crash.journal import Journal
from tests.crash.places import Place

PATH = "/api/v1/assets"
MARK = "Crash entry"
KINDS = ("hall", "residents-association", "park", "charity")
DEAF, TWICE, GIVES_UP = 0.06, 0.04, 0.03
TIMEOUT_SECONDS = 10.0
LAST_TRIES_SECONDS = 30.0

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Target:
    """Where to write and as whom; ``places`` are points in the borough, longitude first."""

    port: int
    publishing_token: str
    proposing_token: str
    places: Sequence[Place]


class Writer(threading.Thread):
    """Adds entry after entry, each under one request id until it is acknowledged."""

    def __init__(
        self, target: Target, journal: Journal, chance: random.Random, *, proposes: bool
    ) -> None:
        super().__init__(daemon=True)
        self.target, self.journal, self.chance, self.proposes = target, journal, chance, proposes
        self.stopping = threading.Event()
        self.counts: Counter[str] = Counter()
        self.succeeded_sent_at = 0.0  # when the newest write that was acknowledged was sent
        token = target.proposing_token if proposes else target.publishing_token
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._kept: HTTPConnection | None = None

    def run(self) -> None:
        """Write until told to stop; the last entry is still seen through."""
        while not self.stopping.is_set():
            request_id = UUID(int=self.chance.getrandbits(128), version=4)
            self.journal.note("begun", request_id, is_proposal=self.proposes)
            self._see_through(request_id, json.dumps(self._entry(request_id)).encode())
        if self._kept is not None:
            self._kept.close()

    def _entry(self, request_id: UUID) -> dict[str, Any]:
        lon, lat = self.chance.choice(self.target.places)
        return {
            "request_id": str(request_id),
            "name": f"{MARK} {request_id}",
            "kind": self.chance.choice(KINDS),
            "summary": "Written while things are killed.",
            "lon": lon,
            "lat": lat,
        }

    def _see_through(self, request_id: UUID, body: bytes) -> None:
        stopped_at: float | None = None
        while True:
            sent_at = time.monotonic()
            answers = self._send(body)
            for status, told in answers:
                self._note(request_id, status, told, sent_at)
            if any(status < 500 for status, _ in answers):
                return
            self.counts.update(f"answered {status}" for status, _ in answers)
            self.counts["no answer"] += not answers
            if self.stopping.is_set():
                stopped_at = stopped_at or time.monotonic()
                if time.monotonic() - stopped_at > LAST_TRIES_SECONDS:
                    return
            elif self.chance.random() < GIVES_UP:
                self.counts["given up"] += 1
                return  # nobody knows what became of it: it may be there once, or not
            time.sleep(self.chance.uniform(0.0, 0.2))

    def _note(self, request_id: UUID, status: int, told: dict[str, Any], sent_at: float) -> None:
        if status in (200, 201, 202):
            self.journal.note("answered", request_id, id=told["id"] or told["proposal_id"])
            self.succeeded_sent_at = sent_at
            self.counts["repeats" if status == 200 else "acknowledged first"] += 1
        elif status < 500:
            self.journal.note("refused", request_id, why=f"{status} {told.get('detail')}")

    def _send(self, body: bytes) -> list[Answer]:
        """Every answer that came: none when replies were lost."""
        how = self.chance.random()
        if how < DEAF:
            self._send_deaf(body)
            return []
        if how < DEAF + TWICE:
            return self._send_twice(body)
        if self._kept is None:
            self._kept = self._connection()
        answers = list(_exchange([self._kept], self._headers, body))
        if not answers:
            self._kept.close()
            self._kept = None
        return answers

    def _send_deaf(self, body: bytes) -> None:
        """Send, and be gone before the reply, somewhere around the commit."""
        connection = self._connection()
        self.counts["deaf"] += 1
        with contextlib.suppress(OSError, HTTPException):
            connection.request("POST", PATH, body, self._headers)
            time.sleep(self.chance.uniform(0.0, 0.06))
        connection.close()

    def _send_twice(self, body: bytes) -> list[Answer]:
        """Send the same entry on two connections at once."""
        self.counts["sent twice at once"] += 1
        connections = [self._connection(), self._connection()]
        answers = list(_exchange(connections, self._headers, body))
        for connection in connections:
            connection.close()
        return answers

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.target.port, timeout=TIMEOUT_SECONDS)


def _exchange(
    connections: list[HTTPConnection], headers: dict[str, str], body: bytes
) -> Iterator[Answer]:
    sent = []
    for connection in connections:
        with contextlib.suppress(OSError, HTTPException):
            connection.request("POST", PATH, body, headers)
            sent.append(connection)
    for connection in sent:
        with contextlib.suppress(OSError, HTTPException, ValueError):
            response = connection.getresponse()
            yield response.status, json.loads(response.read())
