"""Proposals field by field, what was said of them, and the addresses of former assets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0010"
branch_labels = None
depends_on = None

OBJECT = postgresql.JSONB(astext_type=sa.Text())
EMPTY_OBJECT = sa.text("'{}'")
EMPTY = sa.text("''")
NOW = sa.text("now()")
DOORS = "door IN ('import', 'api', 'field', 'command', 'proposal'"
ACTIONS = "action IN ('add', 'change', 'close', 'reopen', 'merge'"
STATUSES = "'approved', 'rejected', 'superseded')"

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON register.proposal_note, register.suggester TO assets_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA register TO assets_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON published.former_asset, published.decision TO assets_writer;
GRANT SELECT ON published.former_asset, published.decision TO assets_reader;
"""


def upgrade() -> None:
    _assets()
    _events()
    _proposals()
    _public()
    op.execute(RIGHTS)


def _assets() -> None:
    op.add_column("asset", sa.Column("merged_into", sa.Uuid(), nullable=True), schema="register")
    op.add_column(
        "asset",
        sa.Column("edited", OBJECT, server_default=EMPTY_OBJECT, nullable=False),
        schema="register",
    )
    op.create_foreign_key(
        op.f("fk_asset_merged_into"),
        "asset",
        "asset",
        ["merged_into"],
        ["id"],
        source_schema="register",
        referent_schema="register",
        ondelete="CASCADE",
    )
    op.create_check_constraint(
        op.f("ck_asset_merged"),
        "asset",
        "(status = 'merged') = (merged_into IS NOT NULL)",
        schema="register",
    )
    op.create_index(
        "ix_asset_merged_into",
        "asset",
        ["merged_into"],
        unique=False,
        schema="register",
        postgresql_where=sa.text("status = 'merged'"),
    )


def _check(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, schema="register")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema="register")


def _events() -> None:
    op.add_column("event", sa.Column("proposal_id", sa.Uuid(), nullable=True), schema="register")
    op.create_index(
        "ix_event_proposal_id",
        "event",
        ["proposal_id"],
        unique=False,
        schema="register",
        postgresql_where=sa.text("proposal_id IS NOT NULL"),
    )
    _check("event", "door", f"{DOORS}, 'suggestion', 'queue', 'contact')")


def _proposals() -> None:
    columns = (
        sa.Column("into_id", sa.Uuid(), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("changes", OBJECT, server_default=EMPTY_OBJECT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column(
            "localities",
            postgresql.ARRAY(sa.Text()),
            server_default=EMPTY_OBJECT,
            nullable=False,
        ),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("public_answer", sa.Text(), server_default=EMPTY, nullable=False),
    )
    for column in columns:
        op.add_column("proposal", column, schema="register")
    # Until now only additions could wait.
    op.execute("UPDATE register.proposal SET queue = 'new', kind = draft ->> 'kind'")
    op.alter_column("proposal", "queue", nullable=False, schema="register")
    op.alter_column("proposal", "draft", server_default=EMPTY_OBJECT, schema="register")
    op.create_foreign_key(
        op.f("fk_proposal_into_id"),
        "proposal",
        "asset",
        ["into_id"],
        ["id"],
        source_schema="register",
        referent_schema="register",
        ondelete="CASCADE",
    )
    op.create_unique_constraint(
        op.f("uq_proposal_reference"), "proposal", ["reference"], schema="register"
    )
    op.create_index(
        "ix_proposal_open",
        "proposal",
        ["submitted_at", "id"],
        unique=False,
        schema="register",
        postgresql_where=sa.text("status IN ('waiting', 'asked')"),
    )
    op.create_index(
        "uq_proposal_of_source",
        "proposal",
        ["asset_id"],
        unique=True,
        schema="register",
        postgresql_where=sa.text("door = 'import' AND status IN ('waiting', 'asked')"),
    )
    _check("proposal", "action", f"{ACTIONS}, 'report', 'missing', 'idea')")
    _check("proposal", "status", f"status IN ('waiting', 'asked', {STATUSES}")
    checks = {
        "queue": "queue IN ('new', 'changed', 'duplicate', 'place', 'reported', 'missing', 'idea')",
        "into": "(action = 'merge') = (into_id IS NOT NULL)",
        "decided": "(decided_at IS NULL) = (status IN ('waiting', 'asked'))",
    }
    for name, condition in checks.items():
        op.create_check_constraint(
            op.f(f"ck_proposal_{name}"), "proposal", condition, schema="register"
        )
    _words()


def _words() -> None:
    op.create_table(
        "proposal_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column(
            "said_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "speaker IN ('proposer', 'reviewer')", name=op.f("ck_proposal_note_speaker")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["register.proposal.id"],
            name=op.f("fk_proposal_note_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_note")),
        schema="register",
    )
    op.create_index(
        op.f("ix_proposal_note_proposal_id"), "proposal_note", ["proposal_id"], schema="register"
    )
    op.create_table(
        "suggester",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["register.proposal.id"],
            name=op.f("fk_suggester_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_suggester")),
        schema="register",
    )
    op.create_index(op.f("ix_suggester_email"), "suggester", ["email"], schema="register")


def _public() -> None:
    op.create_table(
        "former_asset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_asset")),
        sa.UniqueConstraint("slug", name=op.f("uq_former_asset_slug")),
        schema="published",
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("localities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        schema="published",
    )
    op.create_index("ix_decision_decided_on", "decision", ["decided_on", "id"], schema="published")
    op.create_index("ix_decision_asset_id", "decision", ["asset_id"], schema="published")


def downgrade() -> None:
    """What only this version knows is lost: proposals other than additions, and merges."""
    for table in ("decision", "former_asset"):
        op.drop_table(table, schema="published")
    for table in ("suggester", "proposal_note"):
        op.drop_table(table, schema="register")
    op.execute("DELETE FROM register.proposal WHERE action IN ('report', 'missing', 'idea')")
    op.execute("UPDATE register.proposal SET status = 'waiting' WHERE status = 'asked'")
    for name in ("queue", "into", "decided"):
        op.drop_constraint(op.f(f"ck_proposal_{name}"), "proposal", schema="register")
    _check("proposal", "action", f"{ACTIONS})")
    _check("proposal", "status", f"status IN ('waiting', {STATUSES}")
    op.alter_column("proposal", "draft", server_default=None, schema="register")
    op.drop_index("uq_proposal_of_source", "proposal", schema="register")
    op.drop_index("ix_proposal_open", "proposal", schema="register")
    for name in (
        "into_id", "base_version", "changes", "kind", "localities", "queue", "run_id",
        "reference", "public_answer",
    ):  # fmt: skip
        op.drop_column("proposal", name, schema="register")
    # The log is append-only: lines of the doors that go stay as they are, unchecked.
    op.drop_constraint(op.f("ck_event_door"), "event", schema="register")
    op.execute(
        f"ALTER TABLE register.event ADD CONSTRAINT ck_event_door CHECK ({DOORS})) NOT VALID"
    )
    op.drop_column("event", "proposal_id", schema="register")
    op.drop_index("ix_asset_merged_into", "asset", schema="register")
    op.drop_constraint(op.f("ck_asset_merged"), "asset", schema="register")
    for name in ("merged_into", "edited"):
        op.drop_column("asset", name, schema="register")
