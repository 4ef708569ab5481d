"""Servers under measurement: ours, a bare route and tipg, each two workers on one port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from register.settings import ROOT
from tests.benchmarks.load import HOST, read_once

WORKERS = 2
PATIENCE_SECONDS = 60


class DidNotStart(Exception):
    """A server that was to be measured did not answer."""


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A socket on a free port that worker processes share."""
    with socket.create_server((HOST, 0), backlog=2048) as found:
        yield found


@contextmanager
def workers(which: str, probe: str, **environment: str) -> Iterator[int]:
    """Worker processes, `ours` or the `bare` ones, on one shared socket; answers the port."""
    with listening() as shared:
        held = shared.fileno()
        command = [sys.executable, "-m", "tests.benchmarks.worker", which, str(held)]
        started = [_start(command, environment, [held]) for _ in range(WORKERS)]
        port = int(shared.getsockname()[1])
        try:
            _wait(port, probe, started)
            yield port
        finally:
            stop(started)


@contextmanager
def program(command: Sequence[str], port: int, probe: str, **environment: str) -> Iterator[int]:
    """A server that opens its port by itself."""
    started = [_start(command, environment, [])]
    try:
        _wait(port, probe, started)
        yield port
    finally:
        stop(started)


def free_port() -> int:
    """A port that nobody listens on now."""
    with listening() as found:
        return int(found.getsockname()[1])


def _start(
    command: Sequence[str], environment: Mapping[str, str], held: Sequence[int]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        pass_fds=held,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait(port: int, probe: str, started: Sequence[subprocess.Popen[bytes]]) -> None:
    """Until it answers: twenty times, so that every worker is awake."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    answered = 0
    while answered < 20:
        if any(process.poll() is not None for process in started) or time.monotonic() > deadline:
            raise DidNotStart(f"nothing answers {probe} on port {port}")
        try:
            read_once(port, probe)
            answered += 1
        except OSError:
            time.sleep(0.2)


def stop(started: Sequence[subprocess.Popen[bytes]]) -> None:
    """End these processes and wait until they are gone."""
    for process in started:
        process.send_signal(signal.SIGTERM)
    for process in started:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
