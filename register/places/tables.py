"""Localities, their boundaries by release, and postcodes: public facts, so in the public schema."""

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, PUBLIC, Base, JsonObject, one_of

LOCALITY_KINDS = ("neighbourhood", "town_centre", "ward", "constituency", "borough")


class Locality(Base):
    """A ward, town centre, constituency, neighbourhood or the borough, whatever its outline."""

    __tablename__ = "locality"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        UniqueConstraint("kind", "code"),
        CheckConstraint(one_of("kind", *LOCALITY_KINDS), name="kind"),
        {"schema": PUBLIC},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]
    slug: Mapped[str]
    code: Mapped[str | None]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)


class BoundaryRelease(Base):
    """A dated set of outlines of one kind of locality."""

    __tablename__ = "boundary_release"
    __table_args__ = (
        UniqueConstraint("kind", "valid_from"),
        Index(
            "uq_boundary_release_current", "kind", unique=True, postgresql_where=text("is_current")
        ),
        {"schema": PUBLIC},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]
    valid_from: Mapped[date]
    is_current: Mapped[bool]
    is_indicative: Mapped[bool]
    source: Mapped[str]
    licence: Mapped[str]
    attribution: Mapped[str]
    loaded_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Boundary(Base):
    """The outline of one locality in one release, with the facts published for it.

    ``feature`` and ``summary`` are finished GeoJSON with and without the geometry.
    """

    __tablename__ = "boundary"
    __table_args__ = (
        Index("ix_boundary_boundary", "boundary", postgresql_using="gist"),
        {"schema": PUBLIC},
    )
    release_id: Mapped[int] = mapped_column(
        ForeignKey(BoundaryRelease.id, ondelete="CASCADE"), primary_key=True
    )
    locality_id: Mapped[int] = mapped_column(ForeignKey(Locality.id), primary_key=True, index=True)
    boundary: Mapped[WKBElement] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)
    )
    middle: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    hectares: Mapped[float]
    residents: Mapped[int | None]
    deprivation_score: Mapped[float | None]
    facts: Mapped[JsonObject] = mapped_column(server_default=text("'{}'"))
    feature: Mapped[str]
    summary: Mapped[str]


class Postcode(Base):
    """Where a postcode is: the point that the national table gives, and its own ward code."""

    __tablename__ = "postcode"
    __table_args__ = ({"schema": PUBLIC},)
    postcode: Mapped[str] = mapped_column(primary_key=True)
    location: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    ward_code: Mapped[str | None]
    district_code: Mapped[str | None]
    quality: Mapped[int]


class Membership(Base):
    """Which localities of the current releases an asset lies in, derived, never from a source."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(one_of("placed_by", "point", "postcode"), name="placed_by"),
        {"schema": PRIVATE},
    )
    asset_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{PRIVATE}.asset.id", ondelete="CASCADE"), primary_key=True
    )
    locality_id: Mapped[int] = mapped_column(ForeignKey(Locality.id), primary_key=True, index=True)
    placed_by: Mapped[str]


class Served(Base):
    """An area that an asset says it serves."""

    __tablename__ = "served"
    __table_args__ = ({"schema": PRIVATE},)
    asset_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{PRIVATE}.asset.id", ondelete="CASCADE"), primary_key=True
    )
    locality_id: Mapped[int] = mapped_column(ForeignKey(Locality.id), primary_key=True, index=True)
