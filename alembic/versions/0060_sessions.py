"""Sessions on a schedule: public ones by weekday and time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON published.public_session TO assets_writer;
GRANT SELECT ON published.public_session TO assets_reader;
"""


def upgrade() -> None:
    op.create_table(
        "public_session",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("schedule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 7", name=op.f("ck_public_session_weekday")),
        sa.PrimaryKeyConstraint("asset_id", "position", "weekday", name=op.f("pk_public_session")),
        schema="published",
    )
    op.create_index(
        "ix_public_session_weekday",
        "public_session",
        ["weekday", "starts"],
        schema="published",
    )
    op.create_index(
        "ix_public_asset_sessions",
        "public_asset",
        ["id"],
        schema="published",
        postgresql_where=sa.text("details ? 'sessions'"),
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    op.drop_index("ix_public_asset_sessions", table_name="public_asset", schema="published")
    op.drop_table("public_session", schema="published")
