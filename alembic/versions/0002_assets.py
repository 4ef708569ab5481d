"""Kinds, sources, assets and what belongs to one."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kind",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("singular", sa.Text(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("is_personal", sa.Boolean(), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column("locating_details", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint(
            "precision IN ('exact', 'street', 'postcode', 'ward', 'none', 'never')",
            name=op.f("ck_kind_precision"),
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_kind")),
        schema="register",
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column(
            "is_demonstration", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("slug", name=op.f("uq_source_slug")),
        schema="published",
    )
    op.create_table(
        "asset",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("address", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column(
            "location",
            Geometry(geometry_type="POINT", srid=4326, spatial_index=False),
            nullable=True,
        ),
        sa.Column("placed_by", sa.Text(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "for_whom",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("placed_by IN ('point', 'postcode')", name=op.f("ck_asset_placed_by")),
        sa.CheckConstraint(
            "precision IN ('exact', 'street', 'postcode', 'ward', 'none', 'never')",
            name=op.f("ck_asset_precision"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'closed', 'merged')", name=op.f("ck_asset_status")
        ),
        sa.CheckConstraint(
            "(location IS NULL) = (placed_by IS NULL)", name=op.f("ck_asset_placed")
        ),
        sa.ForeignKeyConstraint(["kind"], ["register.kind.slug"], name=op.f("fk_asset_kind")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["published.source.id"], name=op.f("fk_asset_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("slug", name=op.f("uq_asset_slug")),
        schema="register",
    )
    op.create_index("ix_asset_kind", "asset", ["kind"], unique=False, schema="register")
    op.create_index(
        "ix_asset_location",
        "asset",
        ["location"],
        unique=False,
        schema="register",
        postgresql_using="gist",
    )
    op.create_index(
        op.f("ix_asset_source_id"), "asset", ["source_id"], unique=False, schema="register"
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("role", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("email", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("phone", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("website", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("lawful_basis", sa.Text(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_how", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("consent_withdrawn_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('public', 'partners', 'stewards')", name=op.f("ck_contact_audience")
        ),
        sa.CheckConstraint(
            "lawful_basis <> 'consent' OR (consent_on IS NOT NULL AND consent_how <> '')",
            name=op.f("ck_contact_consent"),
        ),
        sa.CheckConstraint(
            "lawful_basis IN ('public_task', 'consent')", name=op.f("ck_contact_lawful_basis")
        ),
        sa.CheckConstraint(
            "origin IN ('group', 'website', 'source')", name=op.f("ck_contact_origin")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["register.asset.id"],
            name=op.f("fk_contact_asset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        schema="register",
    )
    op.create_index(
        op.f("ix_contact_asset_id"), "contact", ["asset_id"], unique=False, schema="register"
    )
    op.create_table(
        "relation",
        sa.Column("from_asset_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("to_asset_id", sa.Uuid(), nullable=False),
        sa.Column(
            "noted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint(
            "relation IN ('hosted_at', 'run_by', 'part_of', 'funds', 'partners_with')",
            name=op.f("ck_relation_relation"),
        ),
        sa.CheckConstraint("from_asset_id <> to_asset_id", name=op.f("ck_relation_two_assets")),
        sa.ForeignKeyConstraint(
            ["from_asset_id"],
            ["register.asset.id"],
            name=op.f("fk_relation_from_asset_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_asset_id"],
            ["register.asset.id"],
            name=op.f("fk_relation_to_asset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "from_asset_id", "relation", "to_asset_id", name=op.f("pk_relation")
        ),
        schema="register",
    )
    op.create_index(
        op.f("ix_relation_to_asset_id"),
        "relation",
        ["to_asset_id"],
        unique=False,
        schema="register",
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column(
            "checked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "method IN ('visit', 'phone', 'email_link', 'owner', 'source')",
            name=op.f("ck_verification_method"),
        ),
        sa.CheckConstraint(
            "outcome IN ('correct', 'changed', 'gone', 'no_answer')",
            name=op.f("ck_verification_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["register.asset.id"],
            name=op.f("fk_verification_asset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        schema="register",
    )
    op.create_index(
        "ix_verification_asset_id",
        "verification",
        ["asset_id", "checked_at"],
        unique=False,
        schema="register",
    )
    op.create_table(
        "membership",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "placed_by IN ('point', 'postcode')", name=op.f("ck_membership_placed_by")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["register.asset.id"],
            name=op.f("fk_membership_asset_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["locality_id"], ["published.locality.id"], name=op.f("fk_membership_locality_id")
        ),
        sa.PrimaryKeyConstraint("asset_id", "locality_id", name=op.f("pk_membership")),
        schema="register",
    )
    op.create_index(
        op.f("ix_membership_locality_id"),
        "membership",
        ["locality_id"],
        unique=False,
        schema="register",
    )
    op.create_table(
        "served",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["register.asset.id"], name=op.f("fk_served_asset_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["locality_id"], ["published.locality.id"], name=op.f("fk_served_locality_id")
        ),
        sa.PrimaryKeyConstraint("asset_id", "locality_id", name=op.f("pk_served")),
        schema="register",
    )
    op.create_index(
        op.f("ix_served_locality_id"), "served", ["locality_id"], unique=False, schema="register"
    )


def downgrade() -> None:
    op.drop_table("served", schema="register")
    op.drop_table("membership", schema="register")
    op.drop_table("verification", schema="register")
    op.drop_table("relation", schema="register")
    op.drop_table("contact", schema="register")
    op.drop_table("asset", schema="register")
    op.drop_table("source", schema="published")
    op.drop_table("kind", schema="register")
