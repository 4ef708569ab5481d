"""Relations that may be public, offers and needs, and kit that is lent."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0041"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON register.offer, register.loan,
    published.public_relation, published.public_offer TO assets_writer;
GRANT SELECT ON published.public_relation, published.public_offer TO assets_reader;
"""
NO_TEXT = sa.text("''")


def _offer_columns(*, is_public: bool) -> list[sa.Column]:
    default = None if is_public else NO_TEXT
    return [
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.Text(), server_default=default, nullable=False),
        sa.Column("skills", sa.Text(), server_default=default, nullable=False),
        sa.Column("has_certificate", sa.Boolean(), nullable=True),
    ]


def upgrade() -> None:
    op.add_column(
        "relation", sa.Column("is_public", sa.Boolean(), nullable=True), schema="register"
    )
    op.create_table(
        "public_relation",
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("from_id", "relation", "to_id", name=op.f("pk_public_relation")),
        schema="published",
    )
    op.create_index("ix_public_relation_to_id", "public_relation", ["to_id"], schema="published")
    op.create_table(
        "offer",
        *_offer_columns(is_public=False),
        sa.CheckConstraint("way IN ('offer', 'need')", name=op.f("ck_offer_way")),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_offer_days")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["register.asset.id"], name=op.f("fk_offer_asset_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "key", name=op.f("pk_offer")),
        schema="register",
    )
    op.create_table(
        "public_offer",
        *_offer_columns(is_public=True),
        sa.PrimaryKeyConstraint("asset_id", "key", name=op.f("pk_public_offer")),
        schema="published",
    )
    op.create_index("ix_public_offer_kind", "public_offer", ["kind", "way"], schema="published")
    _create_loans()
    op.execute(RIGHTS)


def _create_loans() -> None:
    op.create_table(
        "loan",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("lender_id", sa.Uuid(), nullable=False),
        sa.Column("borrower_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("lent_by", sa.Text(), nullable=False),
        sa.Column("returned_by", sa.Text(), nullable=True),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("lender_id <> borrower_id", name=op.f("ck_loan_two_assets")),
        sa.CheckConstraint("lent_on <= due_on", name=op.f("ck_loan_days")),
        sa.CheckConstraint(
            "(returned_on IS NULL) = (returned_by IS NULL)", name=op.f("ck_loan_returned")
        ),
        sa.ForeignKeyConstraint(
            ["lender_id"], ["register.asset.id"], name=op.f("fk_loan_lender_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"],
            ["register.asset.id"],
            name=op.f("fk_loan_borrower_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        schema="register",
    )
    for name in ("lender_id", "borrower_id"):
        op.create_index(f"ix_loan_{name}", "loan", [name], schema="register")
    op.create_index(
        "ix_loan_due_on",
        "loan",
        ["due_on"],
        schema="register",
        postgresql_where=sa.text("returned_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("loan", schema="register")
    op.drop_table("public_offer", schema="published")
    op.drop_table("offer", schema="register")
    op.drop_table("public_relation", schema="published")
    op.drop_column("relation", "is_public", schema="register")
