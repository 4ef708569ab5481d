"""Counts of what people offer, by ward."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON published.gift_count TO assets_writer;
GRANT SELECT ON published.gift_count TO assets_reader;
"""


def upgrade() -> None:
    op.create_table(
        "gift_count",
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("skill_area", sa.Text(), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "at_least >= 5 AND mod(at_least, 5) = 0", name=op.f("ck_gift_count_rounded")
        ),
        sa.PrimaryKeyConstraint("locality_id", "kind", "skill_area", name=op.f("pk_gift_count")),
        schema="published",
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    op.drop_table("gift_count", schema="published")
