"""One worker process of the service: `python -m api.worker SOCKET GATE PARENT`."""

import ctypes
import importlib
import os
import signal
import socket
import sys

import uvicorn

from api.logs import logging_settings, start_logging
from register.settings import settings

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10


def leave_with_parent(parent: int) -> None:
    """Ask the kernel to end us when the service ends, even by kill -9 (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)  # it ended before we asked


def worker_settings() -> uvicorn.Config:
    """How uvicorn serves: fast, behind a proxy on this machine, and saying little about itself."""
    found = settings()
    return uvicorn.Config(
        "api.app:create_app",
        factory=True,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=logging_settings(),
        access_log=found.access_log,
        proxy_headers=True,
        forwarded_allow_ips=found.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def serve(descriptor: int, gate: int, parent: int) -> None:
    """Import the application, wait for the gate to open, and serve until told to stop."""
    leave_with_parent(parent)
    start_logging()
    importlib.import_module("api.app")
    os.read(gate, 1)  # ends when the service opens the gate: the database is ready
    leave_with_parent(parent)
    with socket.socket(fileno=descriptor) as listening:
        uvicorn.Server(worker_settings()).run(sockets=[listening])


if __name__ == "__main__":
    serve(*(int(word) for word in sys.argv[1:4]))
