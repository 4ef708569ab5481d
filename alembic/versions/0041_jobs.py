"""The queue of jobs: procrastinate's own schema, apart, which only the writer role may use.

It is read from the package. A newer release of that brings its changes as files: whoever raises its
pin makes a migration of them, which does nothing where this one has already made the newer schema.
"""

from importlib.resources import files

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

SCHEMA = files("procrastinate") / "sql" / "schema.sql"
# Its functions name its tables without a schema: each finds them whoever calls, and nothing else.
FIXED = """
DO $$
DECLARE
    made regprocedure;
    is_called boolean;
BEGIN
    FOR made, is_called IN
        SELECT p.oid::regprocedure, p.prorettype <> 'trigger'::regtype FROM pg_proc AS p
        WHERE p.pronamespace = 'jobs'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        IF is_called THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO assets_writer', made);
        END IF;
    END LOOP;
END $$
"""
RIGHTS = """
GRANT USAGE ON SCHEMA jobs TO assets_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO assets_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO assets_writer;
"""
# What waited under the old way is sent under the new one.
WAITING = """
SELECT jobs.procrastinate_defer_jobs_v1(array_agg(ROW('single', 'send_mail', 0, NULL, NULL,
    jsonb_build_object('mail_id', id), NULL)::jobs.procrastinate_job_to_defer_v1))
FROM register.mail WHERE status = 'waiting' HAVING count(*) > 0
"""


def upgrade() -> None:
    connection = op.get_bind()
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path = jobs")
    driver = connection.connection.driver_connection  # many statements at once, and % as it stands
    driver.execute(SCHEMA.read_text(encoding="utf-8"))
    op.execute("SET LOCAL search_path TO DEFAULT")
    driver.execute(FIXED)
    op.execute(RIGHTS)
    driver.execute(WAITING)


def downgrade() -> None:
    """Mails that wait stay in the outbox, and the old way finds them there."""
    op.execute("DROP SCHEMA jobs CASCADE")
