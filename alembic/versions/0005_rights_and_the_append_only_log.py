"""What the writer and the reader may do, and a log that nobody can rewrite."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The writer changes everything but the log, to which it only adds.
# The reader sees the public schema and nothing else.
GRANTS = """
GRANT USAGE ON SCHEMA register TO assets_writer;
GRANT USAGE ON SCHEMA published TO assets_writer, assets_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA register TO assets_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA published TO assets_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA register TO assets_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA published TO assets_writer;
REVOKE UPDATE, DELETE ON register.event FROM assets_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA published TO assets_reader;
"""

# The owner too is refused: a mistake in a migration or at a psql prompt must not rewrite history.
APPEND_ONLY = """
CREATE FUNCTION register.refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'The event log is append-only: % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION register.refuse_rewriting() FROM PUBLIC;
CREATE TRIGGER event_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON register.event
    FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_rewriting();
"""


def upgrade() -> None:
    op.execute(GRANTS)
    op.execute(APPEND_ONLY)
    op.execute("INSERT INTO published.revision (number) VALUES (1)")


def downgrade() -> None:
    op.execute("DELETE FROM published.revision")
    op.execute("DROP TRIGGER event_is_append_only ON register.event")
    op.execute("DROP FUNCTION register.refuse_rewriting()")
    for role in ("assets_writer", "assets_reader"):
        for schema in ("register", "published"):
            op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}")
            op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}")
            op.execute(f"REVOKE ALL ON SCHEMA {schema} FROM {role}")
