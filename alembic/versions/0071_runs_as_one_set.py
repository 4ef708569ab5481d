"""An import run as one set: what it would change waits, and it is published or discarded."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0071"
down_revision = "0064"
branch_labels = None
depends_on = None

RIGHTS = "GRANT SELECT, INSERT, UPDATE, DELETE ON register.held_row TO assets_writer"
# Who published a run, and when, stands in the log.
PUBLISHED = """
UPDATE register.run AS r SET published_at = e.at, published_by = e.by FROM (
    SELECT run_id, max(recorded_at) AS at, max(actor) AS by FROM register.event
    WHERE action = 'published' AND run_id IS NOT NULL GROUP BY run_id
) AS e WHERE e.run_id = r.id AND NOT r.was_published
"""


def upgrade() -> None:
    for name, type_ in (
        ("published_at", sa.DateTime(timezone=True)),
        ("published_by", sa.Text()),
        ("discarded_at", sa.DateTime(timezone=True)),
        ("discarded_by", sa.Text()),
    ):
        op.add_column("run", sa.Column(name, type_, nullable=True), schema="register")
    op.add_column(
        "run",
        sa.Column("discard_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        schema="register",
    )
    op.execute(PUBLISHED)
    op.create_table(
        "held_row",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["published.source.id"], name=op.f("fk_held_row_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["register.run.id"], name=op.f("fk_held_row_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "source_ref", name=op.f("pk_held_row")),
        schema="register",
    )
    op.create_index(op.f("ix_held_row_run_id"), "held_row", ["run_id"], schema="register")
    op.execute(RIGHTS)
    # An entry that is discarded is looked for wherever another may lead to it.
    _index_merged("merged_into IS NOT NULL")
    op.create_index(
        "ix_proposal_into_id",
        "proposal",
        ["into_id"],
        schema="register",
        postgresql_where=sa.text("into_id IS NOT NULL"),
    )


def _index_merged(where: str) -> None:
    op.drop_index("ix_asset_merged_into", "asset", schema="register")
    op.create_index(
        "ix_asset_merged_into",
        "asset",
        ["merged_into"],
        schema="register",
        postgresql_where=sa.text(where),
    )


def downgrade() -> None:
    op.drop_index("ix_proposal_into_id", "proposal", schema="register")
    _index_merged("status = 'merged'")
    op.drop_table("held_row", schema="register")
    for name in (
        "discard_reason",
        "discarded_by",
        "discarded_at",
        "published_by",
        "published_at",
    ):
        op.drop_column("run", name, schema="register")
