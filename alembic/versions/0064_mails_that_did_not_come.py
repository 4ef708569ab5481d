"""What became of each mail that asks whether entries are still right."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What became of mails from before is not known: they count as having come."""
    op.add_column(
        "review_letter", sa.Column("mail_id", sa.BigInteger(), nullable=True), schema="register"
    )
    op.add_column(
        "review_letter", sa.Column("is_delivered", sa.Boolean(), nullable=True), schema="register"
    )
    op.create_foreign_key(
        op.f("fk_review_letter_mail_id"),
        "review_letter",
        "mail",
        ["mail_id"],
        ["id"],
        source_schema="register",
        referent_schema="register",
        ondelete="SET NULL",
    )
    op.create_index(
        op.f("ix_review_letter_mail_id"), "review_letter", ["mail_id"], schema="register"
    )


def downgrade() -> None:
    op.drop_column("review_letter", "is_delivered", schema="register")
    op.drop_column("review_letter", "mail_id", schema="register")
