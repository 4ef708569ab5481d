"""Who wrote each note about a proposal, as the log names them: never by name or address."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of notes from before nobody knows; they stay as they are."""
    op.add_column("proposal_note", sa.Column("actor", sa.Text(), nullable=True), schema="register")


def downgrade() -> None:
    op.drop_column("proposal_note", "actor", schema="register")
