"""Import runs, the event log, proposals and tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was_published", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("outside", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["published.source.id"], name=op.f("fk_run_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        schema="register",
    )
    op.create_index(op.f("ix_run_source_id"), "run", ["source_id"], unique=False, schema="register")
    op.create_table(
        "row",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["register.asset.id"], name=op.f("fk_row_asset_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["register.run.id"], name=op.f("fk_row_run_id")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["published.source.id"], name=op.f("fk_row_source_id")
        ),
        sa.PrimaryKeyConstraint("source_id", "source_ref", name=op.f("pk_row")),
        schema="register",
    )
    op.create_index(op.f("ix_row_asset_id"), "row", ["asset_id"], unique=False, schema="register")
    op.create_table(
        "reject",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "cells",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["register.run.id"], name=op.f("fk_reject_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_reject")),
        schema="register",
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "changed",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "action IN ('added', 'changed', 'published', 'withdrawn', 'closed', 'reopened', "
            "'merged', 'erased')",
            name=op.f("ck_event_action"),
        ),
        sa.CheckConstraint(
            "door IN ('import', 'api', 'field', 'command', 'proposal')", name=op.f("ck_event_door")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        schema="register",
    )
    op.create_index("ix_event_asset_id", "event", ["asset_id"], unique=False, schema="register")
    op.create_table(
        "event_private",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("changed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["register.event.id"], name=op.f("fk_event_private_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_private")),
        schema="register",
    )
    op.create_index(
        "ix_event_private_asset_id", "event_private", ["asset_id"], unique=False, schema="register"
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "submitted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(
            "action IN ('add', 'change', 'close', 'reopen', 'merge')",
            name=op.f("ck_proposal_action"),
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'approved', 'rejected', 'superseded')",
            name=op.f("ck_proposal_status"),
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["register.asset.id"],
            name=op.f("fk_proposal_asset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        schema="register",
    )
    op.create_index(
        op.f("ix_proposal_asset_id"), "proposal", ["asset_id"], unique=False, schema="register"
    )
    op.create_index(
        "ix_proposal_status",
        "proposal",
        ["status", "submitted_at"],
        unique=False,
        schema="register",
    )
    op.create_table(
        "receipt",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_receipt")),
        schema="register",
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("may_publish", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('builder', 'steward', 'analyst', 'administrator')", name=op.f("ck_token_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
        schema="register",
    )
    op.create_table(
        "sign_in",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["register.token.id"],
            name=op.f("fk_sign_in_token_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_in")),
        schema="register",
    )
    op.create_index(
        op.f("ix_sign_in_token_id"), "sign_in", ["token_id"], unique=False, schema="register"
    )


def downgrade() -> None:
    op.drop_table("sign_in", schema="register")
    op.drop_table("token", schema="register")
    op.drop_table("receipt", schema="register")
    op.drop_table("proposal", schema="register")
    op.drop_table("event_private", schema="register")
    op.drop_table("event", schema="register")
    op.drop_table("reject", schema="register")
    op.drop_table("row", schema="register")
    op.drop_table("run", schema="register")
