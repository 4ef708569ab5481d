"""The real service, as `script/server` runs it, on a folder and a port of its own."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from register.database.embedded.cluster import Cluster
from register.database.embedded.server import free_port
from register.settings import ROOT, settings

PATIENCE_SECONDS = 180


def posting_to(port: int) -> dict[str, str]:
    """Settings of a service that posts its mail to a server on this machine."""
    return {
        "ASSETS_MAIL_HOST": "127.0.0.1",
        "ASSETS_MAIL_PORT": str(port),
        "ASSETS_MAIL_SECURITY": "none",
        "ASSETS_MAIL_FROM": "register@example.org",
        "ASSETS_MAIL_ALLOWED": "@example.org",
    }


@dataclass
class Service:
    """A running service; commands run beside it as a person would type them."""

    folder: Path
    port: int
    told: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where its home page is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told: nothing of the machine's own register."""
        kept = {name: value for name, value in os.environ.items() if "ASSETS_" not in name}
        return kept | {
            "ASSETS_DATA_DIR": str(self.folder),
            "ASSETS_PORT": str(self.port),
            "ASSETS_TILE_URL": "none",
            "ASSETS_POSTGRES_BIN": str(Cluster(settings()).binaries.folder),
            **self.told,
        }

    def command(self, *words: str | Path) -> str:
        """What `assets ...` prints; fails when the command does."""
        done = subprocess.run(
            [ROOT / ".venv/bin/assets", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def get(self, path: str) -> bytes:
        """The body of a page or file; fails on any other answer than 200."""
        with urlopen(self.address + path, timeout=PATIENCE_SECONDS) as answer:
            body: bytes = answer.read()
        return body

    def page(self, path: str) -> str:
        """The text of a page, that of an error too."""
        try:
            return self.get(path).decode()
        except HTTPError as error:
            if error.code != 404:
                raise
            with error:
                return error.read().decode()

    def post(self, path: str, body: Any, key: str) -> Any:
        """What the API answers to a body sent with a key."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        sent = Request(self.address + path, json.dumps(body).encode(), headers)
        with urlopen(sent, timeout=PATIENCE_SECONDS) as answer:
            return json.loads(answer.read())

    def json(self, path: str) -> Any:
        """The body read as JSON."""
        return json.loads(self.get(path))


@contextmanager
def running_service(*options: str, **told: str) -> Iterator[Service]:
    """Start `assets serve` with the options, and settings beside its own; afterwards stop it by
    its pid and remove all.
    """
    if not settings().is_embedded:  # a .env would name it to the service, too
        pytest.skip("ASSETS_DATABASE_URL names a server, which these tests must not touch")
    folder = Path(tempfile.mkdtemp(prefix="assets-test-acceptance-"))
    folder.chmod(0o755)  # the database runs as another user when the tests run as root
    service = Service(folder, free_port(), told)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [ROOT / ".venv/bin/assets", "serve", *options],
            env=service.environment,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        _wait_until_ready(process, service)
        yield service
    finally:
        _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[bytes], service: Service) -> None:
    assert process.stdout is not None
    wanted = f"Ready: {service.address}".encode()
    deadline = time.monotonic() + PATIENCE_SECONDS
    said = b""
    while wanted not in said:
        left = max(deadline - time.monotonic(), 0)
        readable, _, _ = select.select([process.stdout], [], [], left)
        piece = os.read(process.stdout.fileno(), 65536) if readable else b""
        assert piece, said.decode() + (service.folder / "log").read_text()
        said += piece


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=60)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()
