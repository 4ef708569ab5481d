"""After all kills: whether the database's own checks find its files sound."""

from pathlib import Path

from register.database.embedded.identity import run_as
from tests.crash.victim import Connection, Victim

INDEXES = """
SELECT bt_index_check(c.oid, heapallindexed => true)
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS m ON m.oid = c.relam
WHERE m.amname = 'btree' AND c.relpersistence = 'p' AND i.indisvalid
"""
TABLES = """
SELECT c.oid::regclass::text, v.blkno, v.msg
FROM pg_class AS c CROSS JOIN LATERAL verify_heapam(c.oid, check_toast => true) AS v
WHERE c.relkind IN ('r', 't') AND c.relpersistence = 'p'
"""


def check_structures(connection: Connection) -> tuple[int, list[str]]:
    """amcheck over every B-tree and every table; answers how many B-trees, and what is wrong.

    Each index is held against its table. GiST and GIN indexes cannot be checked by this amcheck.
    """
    connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
    try:
        checked = len(connection.execute(INDEXES).fetchall())  # raises at the first fault
        damaged = [
            f"{name}, page {page}: {said}" for name, page, said in connection.execute(TABLES)
        ]
    finally:
        connection.execute("DROP EXTENSION amcheck")
    return checked, damaged


def check_pages(victim: Victim) -> str:
    """pg_checksums over the stopped cluster; answers its counts, raises if a page is bad."""
    cluster = victim.cluster
    command: list[str | Path] = ["pg_checksums", "--check", "-D", cluster.folders.data]
    done = run_as(cluster.who, cluster.binaries, command, timeout_seconds=600)
    if done.returncode:
        raise AssertionError(f"Pages are damaged: {done.stdout} {done.stderr}")
    told = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    return f"{told['Blocks scanned'].strip()} blocks, {told['Bad checksums'].strip()} bad"
