"""What a run wrote into the log, and drafts, each by an index instead of looking through all."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first costs an import of 400,000 rows 0.3 s; what is public at once is in no other."""
    op.create_index(
        "ix_event_run_id",
        "event",
        ["run_id", "id"],
        schema="register",
        postgresql_where=sa.text("run_id IS NOT NULL"),
    )
    op.create_index(
        "ix_asset_draft",
        "asset",
        ["id"],
        schema="register",
        postgresql_where=sa.text("status = 'draft'"),
    )


def downgrade() -> None:
    op.drop_index("ix_asset_draft", "asset", schema="register")
    op.drop_index("ix_event_run_id", "event", schema="register")
