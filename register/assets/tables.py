"""Assets, their contacts, relations and verifications: private until published."""

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from register.kinds.tables import KindRow
from register.tables import PRIVATE, PUBLIC, Base, JsonObject, one_of

PRECISIONS = ("exact", "street", "postcode", "ward", "none", "never")
STATUSES = ("draft", "published", "closed", "merged")
NEW_ID = text("gen_random_uuid()")
NOW = text("now()")
EMPTY = text("''")
EMPTY_OBJECT = text("'{}'")


class Asset(Base):
    """One thing of one kind. ``location`` is where it truly is; what is public is elsewhere."""

    __tablename__ = "asset"
    __table_args__ = (
        Index("ix_asset_location", "location", postgresql_using="gist"),
        Index("ix_asset_kind", "kind"),
        CheckConstraint(one_of("precision", *PRECISIONS), name="precision"),
        CheckConstraint(one_of("status", *STATUSES), name="status"),
        CheckConstraint(one_of("placed_by", "point", "postcode"), name="placed_by"),
        CheckConstraint("(location IS NULL) = (placed_by IS NULL)", name="placed"),
        CheckConstraint("(status = 'merged') = (merged_into IS NOT NULL)", name="merged"),
        Index(
            "ix_asset_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")
        ),
        Index("ix_asset_draft", "id", postgresql_where=text("status = 'draft'")),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(ForeignKey(KindRow.slug))
    name: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default=EMPTY)
    address: Mapped[str] = mapped_column(server_default=EMPTY)
    postcode: Mapped[str | None]
    location: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=4326, spatial_index=False)
    )
    placed_by: Mapped[str | None]
    precision: Mapped[str | None]
    details: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)
    for_whom: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)
    status: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(ForeignKey(f"{PUBLIC}.source.id"), index=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    merged_into: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{PRIVATE}.asset.id", ondelete="CASCADE")
    )
    # Fields that a person has edited since the source last wrote them, each with the MD5 of what
    # the source says of it: an import must not overwrite them, and keeps no second copy of them.
    edited: Mapped[JsonObject] = mapped_column(server_default=EMPTY_OBJECT)
    recorded_at: Mapped[datetime] = mapped_column(server_default=NOW)
    updated_at: Mapped[datetime] = mapped_column(server_default=NOW)


class Contact(Base):
    """A way to reach an asset. Public only when its audience says so."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(one_of("audience", "public", "partners", "stewards"), name="audience"),
        CheckConstraint(one_of("lawful_basis", "public_task", "consent"), name="lawful_basis"),
        CheckConstraint(one_of("origin", "group", "website", "source"), name="origin"),
        CheckConstraint(
            "lawful_basis <> 'consent' OR (consent_on IS NOT NULL AND consent_how <> '')",
            name="consent",
        ),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey(Asset.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(server_default=EMPTY)
    role: Mapped[str] = mapped_column(server_default=EMPTY)
    email: Mapped[str] = mapped_column(server_default=EMPTY)
    phone: Mapped[str] = mapped_column(server_default=EMPTY)
    website: Mapped[str] = mapped_column(server_default=EMPTY)
    audience: Mapped[str]
    lawful_basis: Mapped[str]
    consent_on: Mapped[date | None]
    consent_how: Mapped[str] = mapped_column(server_default=EMPTY)
    consent_withdrawn_on: Mapped[date | None]
    origin: Mapped[str]


class Relation(Base):
    """That one asset is hosted at, run by, part of, funds or partners with another.

    ``is_public`` None: as is usual, see register/relations/publishing.py.
    """

    __tablename__ = "relation"
    __table_args__ = (
        CheckConstraint(
            one_of("relation", "hosted_at", "run_by", "part_of", "funds", "partners_with"),
            name="relation",
        ),
        CheckConstraint("from_asset_id <> to_asset_id", name="two_assets"),
        {"schema": PRIVATE},
    )
    from_asset_id: Mapped[UUID] = mapped_column(
        ForeignKey(Asset.id, ondelete="CASCADE"), primary_key=True
    )
    relation: Mapped[str] = mapped_column(primary_key=True)
    to_asset_id: Mapped[UUID] = mapped_column(
        ForeignKey(Asset.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    is_public: Mapped[bool | None]
    noted_at: Mapped[datetime] = mapped_column(server_default=NOW)


class Verification(Base):
    """That somebody checked an asset: who, when, how, and what they found.

    ``waits_for`` is the proposal with what changed: it counts as checked once that is applied.
    """

    __tablename__ = "verification"
    __table_args__ = (
        CheckConstraint(
            one_of("method", "visit", "phone", "email_link", "owner", "source"), name="method"
        ),
        CheckConstraint(
            one_of("outcome", "correct", "changed", "gone", "no_answer"), name="outcome"
        ),
        Index("ix_verification_asset_id", "asset_id", "checked_at"),
        Index(
            "ix_verification_waits_for",
            "waits_for",
            postgresql_where=text("waits_for IS NOT NULL"),
        ),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey(Asset.id, ondelete="CASCADE"))
    checked_at: Mapped[datetime] = mapped_column(server_default=NOW)
    checked_by: Mapped[str]
    method: Mapped[str]
    outcome: Mapped[str]
    waits_for: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{PRIVATE}.proposal.id", ondelete="CASCADE")
    )
