"""tipg in an environment of its own, serving the same table through two plain views."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

from register.settings import ROOT
from tests.benchmarks.load import HOST
from tests.benchmarks.places import Database
from tests.benchmarks.servers import WORKERS, free_port, program

LOCK = ROOT / "locks" / "tipg.txt"
FOLDER = ROOT / "var" / "tipg"
VIEWS = """
CREATE VIEW published.tipg_asset AS
SELECT id, slug, name, kind, family, precision, located, served, checked_on, updated_at, location
FROM published.public_asset;
CREATE VIEW published.tipg_listed AS
SELECT a.*, l.key AS locality FROM published.public_membership AS m
JOIN published.locality AS l ON l.id = m.locality_id
JOIN published.tipg_asset AS a ON a.id = m.asset_id;
"""


class NoTipg(Exception):
    """tipg cannot be installed here; the message says why in one line."""


def install() -> Path:
    """The Python of tipg's own environment, made once for each lock; raises NoTipg."""
    stamp = FOLDER / "lock"
    wanted = sha256(LOCK.read_bytes()).hexdigest()
    python = FOLDER / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted and python.exists():
        return python
    shutil.rmtree(FOLDER, ignore_errors=True)
    _run([sys.executable, "-m", "venv", "--without-pip", str(FOLDER)])
    uv = ROOT / "var" / "tools" / "bin" / "uv"
    _run([str(uv), "pip", "sync", "--quiet", f"--python={python}", "--require-hashes", str(LOCK)])
    stamp.write_text(wanted)
    return python


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as reason:
        said = (getattr(reason, "stderr", "") or str(reason)).strip().splitlines()
        raise NoTipg(said[-1] if said else str(reason)) from None


def over_loopback(url: str) -> str:
    """The same server by its port: tipg takes no address without a host."""
    found = conninfo_to_dict(url)
    password = quote(str(found["password"]), safe="")
    return f"postgresql://{found['user']}:{password}@{HOST}:{found['port']}/{found['dbname']}"


@contextmanager
def tipg(database: Database, probe: str) -> Iterator[int]:
    """Run tipg on the views; answers the port."""
    python = install()
    with database.superuser() as connection:
        connection.execute(VIEWS)
    port = free_port()
    command = [
        *(str(python), "-m", "uvicorn", "tipg.main:app", f"--port={port}", f"--workers={WORKERS}"),
        *("--loop=uvloop", "--http=httptools", "--no-access-log", "--log-level=warning"),
    ]
    try:
        with program(
            command,
            port,
            probe,
            # It makes functions of its own in pg_temp, which our reader may not.
            DATABASE_URL=over_loopback(database.url("postgres")),
            TIPG_DB_SCHEMAS='["published"]',
            TIPG_DB_MIN_CONN_SIZE="2",
            TIPG_DB_MAX_CONN_SIZE="4",
            DB_MIN_CONN_SIZE="2",
            DB_MAX_CONN_SIZE="4",
        ):
            yield port
    finally:
        with database.superuser() as connection:
            connection.execute("DROP VIEW published.tipg_listed, published.tipg_asset")
