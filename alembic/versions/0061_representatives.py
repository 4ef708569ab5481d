"""Who speaks for a place: councillors and others, with what is public of them apart."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON register.representative, published.representative
    TO assets_writer;
GRANT SELECT ON published.representative TO assets_reader;
"""


def upgrade() -> None:
    op.create_table(
        "representative",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("contact", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "loaded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["locality_id"],
            ["published.locality.id"],
            name=op.f("fk_representative_locality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        schema="register",
    )
    op.create_index(
        "ix_representative_locality_id", "representative", ["locality_id"], schema="register"
    )
    op.create_table(
        "representative",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["locality_id"],
            ["published.locality.id"],
            name=op.f("fk_representative_locality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        schema="published",
    )
    op.create_index(
        "ix_representative_locality_id", "representative", ["locality_id"], schema="published"
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    op.drop_table("representative", schema="published")
    op.drop_table("representative", schema="register")
