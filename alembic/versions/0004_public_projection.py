"""The public projection and its revision."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_asset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column(
            "location",
            Geometry(geometry_type="POINT", srid=4326, spatial_index=False),
            nullable=True,
        ),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("located", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("served", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("for_whom", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_how", sa.Text(), nullable=True),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_asset")),
        sa.UniqueConstraint("slug", name=op.f("uq_public_asset_slug")),
        schema="published",
    )
    op.create_index(
        "ix_public_asset_kind", "public_asset", ["kind", "id"], unique=False, schema="published"
    )
    op.create_index(
        "ix_public_asset_location",
        "public_asset",
        ["location"],
        unique=False,
        schema="published",
        postgresql_using="gist",
    )
    op.create_index(
        "ix_public_asset_search",
        "public_asset",
        ["search"],
        unique=False,
        schema="published",
        postgresql_using="gin",
    )
    op.create_index(
        "ix_public_asset_updated_at",
        "public_asset",
        ["updated_at"],
        unique=False,
        schema="published",
    )
    op.create_table(
        "public_membership",
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("is_located", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("locality_id", "asset_id", name=op.f("pk_public_membership")),
        schema="published",
    )
    op.create_index(
        "ix_public_membership_asset_id",
        "public_membership",
        ["asset_id"],
        unique=False,
        schema="published",
    )
    op.create_table(
        "revision",
        sa.Column("is_single", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("is_single", name=op.f("ck_revision_single")),
        sa.PrimaryKeyConstraint("is_single", name=op.f("pk_revision")),
        schema="published",
    )


def downgrade() -> None:
    op.drop_table("revision", schema="published")
    op.drop_table("public_membership", schema="published")
    op.drop_table("public_asset", schema="published")
