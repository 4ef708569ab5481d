"""A small HTTP client that keeps connections busy for a fixed time and costs next to nothing.

One thread, epoll and one large buffer: what it reads it counts and forgets. How much of a core it
took is told with the result, so that nobody takes the client's limit for the server's.
"""

import select
import socket
import time
from dataclasses import dataclass, field
from typing import NamedTuple

HOST = "127.0.0.1"
BUFFER_BYTES = 1 << 20


class BadAnswer(Exception):
    """A server answered something else than the 200 that is being measured."""


class Load(NamedTuple):
    """What a server did in a time; ``client_cores``: how much of a core asking took."""

    requests_per_second: float
    megabytes_per_second: float
    client_cores: float


@dataclass(slots=True)
class _Line:
    """One connection: how many bytes of its answer are still to come."""

    socket: socket.socket
    missing: int = 0
    ends_in_chunk: bool = False


@dataclass(slots=True)
class _Client:
    port: int
    request: bytes
    lines: dict[int, _Line] = field(default_factory=dict)
    buffer: bytearray = field(default_factory=lambda: bytearray(BUFFER_BYTES))
    answers: int = 0
    bytes_read: int = 0

    def connect(self, connections: int) -> select.epoll:
        poll = select.epoll()
        for _ in range(connections):
            line = socket.create_connection((HOST, self.port), timeout=10)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.lines[line.fileno()] = _Line(line)
            poll.register(line.fileno(), select.EPOLLIN)
            time.sleep(0.005)  # so that one worker does not take all of them
        return poll

    def ask_all(self) -> None:
        for line in self.lines.values():
            line.socket.sendall(self.request)

    def read_for(self, poll: select.epoll, seconds: float) -> float:
        """Keep asking and reading; answers how long it really was."""
        started = time.monotonic()
        self.answers = self.bytes_read = 0
        while (passed := time.monotonic() - started) < seconds:
            for descriptor, _ in poll.poll(0.1):
                self._read(self.lines[descriptor])
        return passed

    def _read(self, line: _Line) -> None:
        count = line.socket.recv_into(self.buffer)
        if count == 0:
            raise BadAnswer("the server closed a connection")
        self.bytes_read += count
        if line.missing > 0:
            line.missing -= count
        elif line.ends_in_chunk:
            line.ends_in_chunk = not self.buffer.endswith(b"0\r\n\r\n", 0, count)
        else:
            self._begin(line, count)
        if line.missing == 0 and not line.ends_in_chunk:
            self.answers += 1
            line.socket.sendall(self.request)

    def _begin(self, line: _Line, count: int) -> None:
        end = self.buffer.find(b"\r\n\r\n", 0, count) + 4
        head = bytes(self.buffer[:end]).lower()
        if end < 4 or not head.startswith(b"http/1.1 200"):
            raise BadAnswer(bytes(self.buffer[: min(count, 500)]).decode(errors="replace"))
        _, found, length = head.partition(b"content-length:")
        if found:
            line.missing = end + int(length.split(b"\r\n")[0]) - count
        else:
            line.ends_in_chunk = not self.buffer.endswith(b"0\r\n\r\n", 0, count)

    def close(self) -> None:
        for line in self.lines.values():
            line.socket.close()


def load(port: int, path: str, connections: int, seconds: float, warmup_seconds: float) -> Load:
    """Ask a server on this machine the same thing over and over; raises BadAnswer."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept: */*\r\n\r\n".encode()
    client = _Client(port, request)
    try:
        with client.connect(connections) as poll:
            client.ask_all()
            client.read_for(poll, warmup_seconds)
            used = time.thread_time()
            passed = client.read_for(poll, seconds)
            used = time.thread_time() - used
    finally:
        client.close()
    return Load(client.answers / passed, client.bytes_read / passed / 1e6, used / passed)


def read_once(port: int, path: str) -> bytes:
    """The body of one answer."""
    import urllib.request

    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=30) as answer:
        body: bytes = answer.read()
        return body
