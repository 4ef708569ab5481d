"""Exit with 0 if the service on this machine answers /health: for containers and monitors."""

import os
import sys
from http.client import HTTPConnection


def is_healthy(port: int) -> bool:
    """Whether /health answers 200 within four seconds."""
    connection = HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy(int(os.environ.get("ASSETS_PORT", "8000"))) else 1)
