"""Entries whose time for a check has come, what their contacts are asked, and what they may do."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0070"
branch_labels = None
depends_on = None

RANDOM = sa.text("gen_random_uuid()")
NOW = sa.text("now()")
MOMENT = sa.DateTime(timezone=True)
RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON register.review, register.review_letter,
    register.review_item, register.contact_pass, register.claim_code, register.unsubscribed,
    published.overdue TO assets_writer;
GRANT SELECT ON published.overdue TO assets_reader;
"""


def upgrade() -> None:
    _reviews()
    _letters()
    _contacts()
    op.create_table(
        "overdue",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("is_below", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_overdue")),
        schema="published",
    )
    op.add_column(
        "mail", sa.Column("sealed_unsubscribe", sa.LargeBinary(), nullable=True), schema="register"
    )
    op.execute(RIGHTS)


def _asset(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["asset_id"],
        ["register.asset.id"],
        name=op.f(f"fk_{table}_asset_id"),
        ondelete="CASCADE",
    )


def _reviews() -> None:
    op.create_table(
        "review",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("stage", sa.Text(), server_default=sa.text("'due'"), nullable=False),
        sa.Column("is_with_steward", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("mails", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("stage IN ('due', 'unchecked', 'below')", name=op.f("ck_review_stage")),
        _asset("review"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_review")),
        schema="register",
    )
    op.create_index(
        "ix_review_since",
        "review",
        ["since"],
        unique=False,
        schema="register",
        postgresql_where=sa.text("is_with_steward"),
    )


def _letters() -> None:
    op.create_table(
        "review_letter",
        sa.Column("id", sa.Uuid(), server_default=RANDOM, nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("stop_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_letter")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_review_letter_secret_hash")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_review_letter_stop_hash")),
        schema="register",
    )
    op.create_index(
        "ix_review_letter_address_hash",
        "review_letter",
        ["address_hash", "written_at"],
        unique=False,
        schema="register",
    )
    op.create_table(
        "review_item",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "answer IN ('right', 'change', 'gone')", name=op.f("ck_review_item_answer")
        ),
        _asset("review_item"),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["register.review_letter.id"],
            name=op.f("fk_review_item_letter_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("letter_id", "number", name=op.f("pk_review_item")),
        schema="register",
    )
    op.create_index(op.f("ix_review_item_asset_id"), "review_item", ["asset_id"], schema="register")


def _contacts() -> None:
    op.create_table(
        "contact_pass",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("asset_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["register.review_letter.id"],
            name=op.f("fk_contact_pass_letter_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_contact_pass")),
        schema="register",
    )
    op.create_table(
        "claim_code",
        sa.Column("id", sa.Uuid(), server_default=RANDOM, nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        _asset("claim_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_code")),
        schema="register",
    )
    op.create_table(
        "unsubscribed",
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("since", MOMENT, server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_unsubscribed")),
        schema="register",
    )
    for table, column in (
        ("contact_pass", "letter_id"),
        ("contact_pass", "expires_at"),
        ("claim_code", "asset_id"),
        ("claim_code", "browser_hash"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], schema="register")


def downgrade() -> None:
    """Mails that still wait and can be stopped are lost, and so is who has stopped them."""
    op.execute("DELETE FROM register.mail WHERE sealed_unsubscribe IS NOT NULL")
    op.drop_column("mail", "sealed_unsubscribe", schema="register")
    op.drop_table("overdue", schema="published")
    for table in ("unsubscribed", "claim_code", "contact_pass", "review_item", "review_letter"):
        op.drop_table(table, schema="register")
    op.drop_table("review", schema="register")
