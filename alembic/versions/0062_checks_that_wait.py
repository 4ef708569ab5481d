"""Checks that found something changed wait until the change is applied."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Checks from before count as they did: what became of their changes is not known."""
    op.add_column(
        "verification", sa.Column("waits_for", sa.Uuid(), nullable=True), schema="register"
    )
    op.create_foreign_key(
        op.f("fk_verification_waits_for"),
        "verification",
        "proposal",
        ["waits_for"],
        ["id"],
        source_schema="register",
        referent_schema="register",
        ondelete="CASCADE",
    )
    op.create_index(
        "ix_verification_waits_for",
        "verification",
        ["waits_for"],
        schema="register",
        postgresql_where=sa.text("waits_for IS NOT NULL"),
    )


def downgrade() -> None:
    """Checks whose change was not applied are lost: without the column they would count."""
    op.execute("DELETE FROM register.verification WHERE waits_for IS NOT NULL")
    op.drop_column("verification", "waits_for", schema="register")
