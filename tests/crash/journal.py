"""What the writers were told, on disk before they go on: the witness against the database."""

import json
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID


class Journal:
    """Lines of JSON, each on disk (fsync) when `note` returns; for several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()

    def note(self, what: str, request_id: UUID, **more: Any) -> None:
        """Write down what happened to a request."""
        line = json.dumps({"what": what, "request_id": str(request_id), **more}) + "\n"
        with self._lock:
            os.write(self._descriptor, line.encode())
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Write no more."""
        os.close(self._descriptor)


@dataclass
class Sent:
    """One write as its writer knows it. ``answers`` are the ids that it was given: one, or none."""

    is_proposal: bool
    answers: set[UUID] = field(default_factory=set)
    refusals: list[str] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        """Whether the writer was told that it is kept."""
        return bool(self.answers)


def read_journal(path: Path) -> dict[UUID, Sent]:
    """Every write that was begun, by its request id."""
    found: dict[UUID, Sent] = {}
    for line in path.read_text().splitlines():
        noted = json.loads(line)
        request_id = UUID(noted["request_id"])
        if noted["what"] == "begun":
            found[request_id] = Sent(noted["is_proposal"])
        elif noted["what"] == "answered":
            found[request_id].answers.add(UUID(noted["id"]))
        elif noted["what"] == "refused":
            found[request_id].refusals.append(noted["why"])
    return found
