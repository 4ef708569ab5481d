"""Who speaks for a place: councillors and others, with what is public of them as a view."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

# With the rights of its owner: readers see these columns and nothing else of the private schema.
VIEW = """
CREATE VIEW published.representative AS
SELECT id, locality_id, name, role, organisation, contact, from_on, until_on
FROM register.representative WHERE ended_on IS NULL
"""
RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON register.representative TO assets_writer;
GRANT SELECT ON published.representative TO assets_writer, assets_reader;
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
    op.execute(VIEW)
    op.execute(RIGHTS)


def downgrade() -> None:
    op.execute("DROP VIEW published.representative")
    op.drop_table("representative", schema="register")
