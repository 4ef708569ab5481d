"""The public schema: all that strangers can ever be told about assets, in finished form."""

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PUBLIC, Base, JsonObject


class PublicAsset(Base):
    """A published asset as strangers see it. ``feature`` is short, ``document`` all."""

    __tablename__ = "public_asset"
    __table_args__ = (
        Index("ix_public_asset_location", "location", postgresql_using="gist"),
        Index("ix_public_asset_search", "search", postgresql_using="gin"),
        Index("ix_public_asset_kind", "kind", "id"),
        Index("ix_public_asset_updated_at", "updated_at"),
        Index("ix_public_asset_sessions", "id", postgresql_where=text("details ? 'sessions'")),
        {"schema": PUBLIC},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    family: Mapped[str]
    name: Mapped[str]
    summary: Mapped[str]
    address: Mapped[str]
    postcode: Mapped[str | None]
    location: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=4326, spatial_index=False)
    )
    precision: Mapped[str]
    located: Mapped[list[str]]
    served: Mapped[list[str]]
    details: Mapped[JsonObject]
    for_whom: Mapped[JsonObject]
    contacts: Mapped[list[JsonObject]] = mapped_column(JSONB)
    source: Mapped[str | None]
    updated_at: Mapped[datetime]
    checked_on: Mapped[date | None]
    checked_how: Mapped[str | None]
    search: Mapped[str] = mapped_column(TSVECTOR)
    feature: Mapped[str]
    document: Mapped[str]


class PublicMembership(Base):
    """Which public assets a locality's page lists: located in it, or only serving it."""

    __tablename__ = "public_membership"
    __table_args__ = (
        Index("ix_public_membership_asset_id", "asset_id"),
        {"schema": PUBLIC},
    )
    locality_id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_located: Mapped[bool]


class GiftCount(Base):
    """At least how many people of a ward offer something; what is fewer has no row."""

    __tablename__ = "gift_count"
    __table_args__ = (
        CheckConstraint("at_least >= 5 AND mod(at_least, 5) = 0", name="rounded"),
        {"schema": PUBLIC},
    )
    locality_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    skill_area: Mapped[str] = mapped_column(primary_key=True)
    at_least: Mapped[int]


class Revision(Base):
    """One row: a number that every publication raises, the key of all caches."""

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("is_single", name="single"),
        {"schema": PUBLIC},
    )
    is_single: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    number: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class FormerAsset(Base):
    """The address of an asset that was public once: closed, or kept on as another one."""

    __tablename__ = "former_asset"
    __table_args__ = ({"schema": PUBLIC},)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    into_id: Mapped[UUID | None]


class Decision(Base):
    """What became of a resident's suggestion, without a word that the resident wrote."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_decided_on", "decided_on", "id"),
        Index("ix_decision_asset_id", "asset_id"),
        {"schema": PUBLIC},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    action: Mapped[str]
    outcome: Mapped[str]
    asset_id: Mapped[UUID | None]
    localities: Mapped[list[str]]
    decided_on: Mapped[date]
    answer: Mapped[str]


class Overdue(Base):
    """A public asset that nobody has checked though its time came: said, and later put below."""

    __tablename__ = "overdue"
    __table_args__ = ({"schema": PUBLIC},)
    asset_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_below: Mapped[bool]
