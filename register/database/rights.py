"""What each database role may do with each table: declared here, and compared with the catalogue.

A new table has a line here and a GRANT in its migration; a test fails for a grant more or less,
down to single columns.
"""

from dataclasses import dataclass

import psycopg

TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
COLUMN_RIGHTS = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
ROLES = ("assets_writer", "assets_reader")
ALL = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
READ = frozenset({"SELECT"})
NOTHING: frozenset[str] = frozenset()

CHANGED_FREELY = """
register.account register.account_scope register.asset register.attempt register.contact
register.event_private register.held_row register.kind register.loan register.mail
register.membership register.offer register.one_time_code
register.proposal register.proposal_note register.receipt register.reject register.relation
register.row register.run register.served register.sign_in register.suggester register.token
register.unmet_search register.verification register.claim_code register.contact_pass
register.representative
register.review register.review_item register.review_letter register.unsubscribed
published.boundary published.boundary_release published.decision published.former_asset
published.gift_count published.public_session
published.locality published.postcode published.public_asset published.public_membership
published.public_offer published.public_relation
published.overdue published.representative published.revision published.search_state
published.search_word published.source
jobs.procrastinate_events jobs.procrastinate_jobs jobs.procrastinate_periodic_defers
jobs.procrastinate_workers
"""
ONLY_ADDED_TO = {
    "register.event": READ | {"INSERT"},
    # Lines of it are deleted when they are too old to be kept, and never changed.
    "register.account_event": READ | {"INSERT", "DELETE"},
    "register.erasure": READ | {"INSERT"},
    "register.retention_run": READ | {"INSERT"},
}
# PostGIS grants these to everybody when it is installed.
OF_POSTGIS = ("public.geography_columns", "public.geometry_columns", "public.spatial_ref_sys")

WRITER = (
    dict.fromkeys(CHANGED_FREELY.split(), ALL) | ONLY_ADDED_TO | dict.fromkeys(OF_POSTGIS, READ)
)
READER = dict.fromkeys(
    (*(name for name in WRITER if name.startswith("published.")), *OF_POSTGIS), READ
)
DECLARED: dict[str, dict[str, frozenset[str]]] = {
    "assets_writer": WRITER,
    "assets_reader": READER,
}
# (schema, role): USAGE or CREATE
SCHEMAS = {
    ("jobs", "assets_writer"): frozenset({"USAGE"}),
    ("register", "assets_writer"): frozenset({"USAGE"}),
    ("published", "assets_writer"): frozenset({"USAGE"}),
    ("published", "assets_reader"): frozenset({"USAGE"}),
    ("public", "assets_writer"): frozenset({"USAGE"}),
    ("public", "assets_reader"): frozenset({"USAGE"}),
}
# What procrastinate's workers call, and what puts a job into the queue.
CALLABLE = {
    f"procrastinate_{name} may be called by assets_writer"
    for name in (
        "cancel_job_v1",
        "defer_jobs_v1",
        "defer_periodic_job_v2",
        "fetch_job_v2",
        "finish_job_v1",
        "prune_stalled_workers_v1",
        "register_worker_v1",
        "retry_job_v1",
        "retry_job_v2",
        "unregister_worker_v1",
        "update_heartbeat_v1",
    )
}

TABLES = """
SELECT n.nspname || '.' || c.relname AS name, r.role, p.privilege,
    has_table_privilege(r.role, c.oid, p.privilege)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace,
    unnest(%(roles)s::text[]) AS r(role), unnest(%(rights)s::text[]) AS p(privilege)
WHERE n.nspname IN ('register', 'published', 'jobs', 'public')
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
COLUMNS = """
SELECT n.nspname || '.' || c.relname AS name, a.attname, r.role, p.privilege,
    has_column_privilege(r.role, c.oid, a.attnum, p.privilege)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped,
    unnest(%(roles)s::text[]) AS r(role), unnest(%(rights)s::text[]) AS p(privilege)
WHERE n.nspname IN ('register', 'published', 'jobs', 'public')
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
SCHEMA_RIGHTS = """
SELECT n.nspname, r.role, p.privilege, has_schema_privilege(r.role, n.oid, p.privilege)
FROM pg_namespace AS n, unnest(%(roles)s::text[]) AS r(role),
    unnest(ARRAY['USAGE', 'CREATE']) AS p(privilege)
WHERE n.nspname IN ('register', 'published', 'jobs', 'public')
"""
# Functions of ours that run with their owner's rights, or that a role may call.
FUNCTIONS = """
SELECT p.proname || ' may be called by ' || r.role FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace, unnest(%(roles)s::text[]) AS r(role)
WHERE n.nspname IN ('register', 'published', 'jobs')
    AND has_function_privilege(r.role, p.oid, 'EXECUTE')
UNION ALL
SELECT p.proname || ' runs as its owner with an open search path' FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ('register', 'published', 'jobs') AND p.prosecdef
    AND NOT coalesce(p.proconfig::text LIKE '%%search_path%%', false)
"""


@dataclass(frozen=True)
class Comparison:
    """How many cells were compared, and what differs, a sentence each."""

    cells: int
    differences: tuple[str, ...]


def compare_rights(connection: psycopg.Connection) -> Comparison:
    """Every role x table x column x privilege of the catalogue against what is declared."""
    cells, wrong = 0, []
    asked = {"roles": list(ROLES)}
    rows = connection.execute(TABLES, {**asked, "rights": list(TABLE_RIGHTS)}).fetchall()
    for name, role, right, has in rows:
        cells += 1
        wrong += _differing(f"{role}: {right} on {name}", has, right in _declared(role, name))
    rows = connection.execute(COLUMNS, {**asked, "rights": list(COLUMN_RIGHTS)}).fetchall()
    for name, column, role, right, has in rows:
        cells += 1
        what = f"{role}: {right} on {name}.{column}"
        wrong += _differing(what, has, right in _declared(role, name))
    for schema, role, right, has in connection.execute(SCHEMA_RIGHTS, asked).fetchall():
        cells += 1
        declared = right in SCHEMAS.get((schema, role), NOTHING)
        wrong += _differing(f"{role}: {right} on schema {schema}", has, declared)
    said = {sentence for (sentence,) in connection.execute(FUNCTIONS, asked).fetchall()}
    wrong += sorted(said - CALLABLE)
    wrong += [f"{sentence} is declared, not granted" for sentence in sorted(CALLABLE - said)]
    return Comparison(cells, tuple(wrong))


def _declared(role: str, name: str) -> frozenset[str]:
    return DECLARED[role].get(name, NOTHING)


def _differing(what: str, has: bool, declared: bool) -> list[str]:
    if has == declared:
        return []
    return [f"{what} is granted but not declared" if has else f"{what} is declared, not granted"]
