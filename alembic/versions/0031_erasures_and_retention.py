"""Erasures and retention; the log itself holds nothing that people wrote."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OBJECT = postgresql.JSONB(astext_type=sa.Text())
DOORS = "door IN ('import', 'api', 'field', 'command', 'proposal', 'suggestion', 'queue', 'contact'"
RIGHTS = """
GRANT SELECT, INSERT ON register.erasure, register.retention_run TO assets_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA register TO assets_writer;
"""

# Once, before anybody relies on it: free texts of the log move to where they can be erased. The
# trigger that keeps the log is off for this statement alone, inside this transaction.
FREE = "ARRAY['name', 'summary', 'for_whom', 'details']"
MOVE = f"""
INSERT INTO register.event_private AS p (event_id, asset_id, changed)
SELECT e.id, e.asset_id, (
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(e.changed) WHERE key = ANY({FREE}))
FROM register.event AS e WHERE e.changed ?| {FREE}
ON CONFLICT (event_id) DO UPDATE SET changed = excluded.changed || p.changed;
ALTER TABLE register.event DISABLE TRIGGER event_is_append_only;
UPDATE register.event SET changed = changed - {FREE} WHERE changed ?| {FREE};
ALTER TABLE register.event ENABLE TRIGGER event_is_append_only;
"""  # noqa: S608 (constants)


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_mark", sa.LargeBinary(), nullable=False),
        sa.Column("subjects", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("known_by IN ('email', 'name')", name=op.f("ck_erasure_known_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        schema="register",
    )
    op.create_table(
        "retention_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "applied_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("taken", OBJECT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
        schema="register",
    )
    _doors(f"{DOORS}, 'privacy')")
    op.execute(MOVE)
    op.execute(RIGHTS)


def _doors(condition: str, ending: str = "") -> None:
    op.drop_constraint(op.f("ck_event_door"), "event", schema="register")
    op.execute(
        f"ALTER TABLE register.event ADD CONSTRAINT ck_event_door CHECK ({condition}) {ending}"
    )


def downgrade() -> None:
    """That somebody was erased is forgotten, except in the file beside the database."""
    # The log is append-only: lines of the door that goes stay as they are, unchecked.
    _doors(f"{DOORS})", "NOT VALID")
    op.drop_table("retention_run", schema="register")
    op.drop_table("erasure", schema="register")
