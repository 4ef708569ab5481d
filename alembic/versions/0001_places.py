"""Localities, boundaries by release and postcodes."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS register")
    op.execute("CREATE SCHEMA IF NOT EXISTS published")
    op.create_table(
        "locality",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('neighbourhood', 'town_centre', 'ward', 'constituency', 'borough')",
            name=op.f("ck_locality_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locality")),
        sa.UniqueConstraint("key", name=op.f("uq_locality_key")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_locality_kind_code")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_locality_kind_slug")),
        schema="published",
    )
    op.create_table(
        "boundary_release",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_indicative", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column(
            "loaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary_release")),
        sa.UniqueConstraint("kind", "valid_from", name=op.f("uq_boundary_release_kind_valid_from")),
        schema="published",
    )
    op.create_index(
        "uq_boundary_release_current",
        "boundary_release",
        ["kind"],
        unique=True,
        schema="published",
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "boundary",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.Column(
            "boundary",
            Geometry(geometry_type="MULTIPOLYGON", srid=4326, spatial_index=False, nullable=False),
            nullable=False,
        ),
        sa.Column(
            "middle",
            Geometry(geometry_type="POINT", srid=4326, spatial_index=False, nullable=False),
            nullable=False,
        ),
        sa.Column("hectares", sa.Double(), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("deprivation_score", sa.Double(), nullable=True),
        sa.Column(
            "facts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["locality_id"], ["published.locality.id"], name=op.f("fk_boundary_locality_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["published.boundary_release.id"],
            name=op.f("fk_boundary_release_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "locality_id", name=op.f("pk_boundary")),
        schema="published",
    )
    op.create_index(
        "ix_boundary_boundary",
        "boundary",
        ["boundary"],
        unique=False,
        schema="published",
        postgresql_using="gist",
    )
    op.create_index(
        op.f("ix_boundary_locality_id"),
        "boundary",
        ["locality_id"],
        unique=False,
        schema="published",
    )
    op.create_table(
        "postcode",
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column(
            "location",
            Geometry(geometry_type="POINT", srid=4326, spatial_index=False, nullable=False),
            nullable=False,
        ),
        sa.Column("ward_code", sa.Text(), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("postcode", name=op.f("pk_postcode")),
        schema="published",
    )


def downgrade() -> None:
    op.drop_table("postcode", schema="published")
    op.drop_table("boundary", schema="published")
    op.drop_table("boundary_release", schema="published")
    op.drop_table("locality", schema="published")
    op.execute("DROP SCHEMA published")
    op.execute("DROP SCHEMA register")
