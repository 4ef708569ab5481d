"""One worker process to be measured: `python -m tests.benchmarks.worker ours|bare SOCKET`."""

import ctypes
import signal
import socket
import sys

import uvicorn

from api.worker import keep_memory, worker_settings
from tests.benchmarks.bare import bare

PR_SET_PDEATHSIG = 1


def main(which: str, descriptor: int) -> None:
    """Serve on the shared socket with the service's own settings for uvicorn."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    keep_memory()
    config = worker_settings()
    if which == "bare":
        config.app = bare
    with socket.socket(fileno=descriptor) as listening:
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
