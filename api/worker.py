"""One worker process of the service, forked from it with the application already imported."""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import NoReturn

import uvicorn

from api.logs import logging_settings
from api.one_write import OneWrite
from register.database.embedded.locks import let_go_in_child
from register.settings import settings

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10
# Of mallopt(3): freed memory is kept for the next answer, where glibc would give it back to the
# kernel after each large one and fetch it again page by page.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_BYTES, LARGEST_KEPT_BYTES = 1 << 26, 1 << 25


def fork(work: Callable[[], None]) -> int:
    """Do the work in a child process that ends with it, and with us; answers its pid."""
    parent = os.getpid()
    sys.stdout.flush()
    if child := os.fork():
        return child
    code = 1
    try:
        _become_child(parent)
        work()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(code)


def _become_child(parent: int) -> None:
    """Undo what only the service itself may hold: its signals and its locks."""
    signal.set_wakeup_fd(-1)
    for kind in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(kind, signal.SIG_DFL)
    let_go_in_child()
    if sys.platform == "linux":
        # The kernel ends us when the service ends, even by kill -9.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        _leave(0)  # it ended before we asked


def _leave(code: int) -> NoReturn:
    """Leave without running what the service has still to do when *it* ends."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def worker_settings() -> uvicorn.Config:
    """How uvicorn serves: fast, behind a proxy on this machine, and saying little about itself."""
    found = settings()
    return uvicorn.Config(
        "api.app:create_app",
        factory=True,
        loop="uvloop",
        http=OneWrite,
        ws="none",
        log_config=logging_settings(),
        access_log=found.access_log,
        proxy_headers=True,
        forwarded_allow_ips=found.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def keep_memory() -> None:
    """Spare large answers their page faults, where the C library is glibc."""
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT_BYTES)


def serve(listening: socket.socket) -> None:
    """Serve on a socket that all workers share, until told to stop."""
    keep_memory()
    uvicorn.Server(worker_settings()).run(sockets=[listening])
