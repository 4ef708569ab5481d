"""Offers and needs of assets, as recorded and as public, and what is lent to whom."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, PUBLIC, Base, one_of

ASSET = f"{PRIVATE}.asset.id"
EMPTY = text("''")


class Offer(Base):
    """Something that an asset offers or needs, from a day until a day. ``key`` stays."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint(one_of("way", "offer", "need"), name="way"),
        CheckConstraint("from_on <= until_on", name="days"),
        {"schema": PRIVATE},
    )
    asset_id: Mapped[UUID] = mapped_column(ForeignKey(ASSET, ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    hours: Mapped[str] = mapped_column(server_default=EMPTY)
    skills: Mapped[str] = mapped_column(server_default=EMPTY)
    has_certificate: Mapped[bool | None]


class PublicOffer(Base):
    """An offer or need of a public asset; whether its days are over is asked at each look."""

    __tablename__ = "public_offer"
    __table_args__ = (
        Index("ix_public_offer_kind", "kind", "way"),
        {"schema": PUBLIC},
    )
    asset_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    hours: Mapped[str]
    skills: Mapped[str]
    has_certificate: Mapped[bool | None]


class Loan(Base):
    """Kit that one asset has lent to another, until a day; never public."""

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint("lender_id <> borrower_id", name="two_assets"),
        CheckConstraint("lent_on <= due_on", name="days"),
        CheckConstraint("(returned_on IS NULL) = (returned_by IS NULL)", name="returned"),
        Index("ix_loan_due_on", "due_on", postgresql_where=text("returned_on IS NULL")),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    lender_id: Mapped[UUID] = mapped_column(ForeignKey(ASSET, ondelete="CASCADE"), index=True)
    borrower_id: Mapped[UUID] = mapped_column(ForeignKey(ASSET, ondelete="CASCADE"), index=True)
    what: Mapped[str]
    lent_on: Mapped[date]
    due_on: Mapped[date]
    returned_on: Mapped[date | None]
    lent_by: Mapped[str]
    returned_by: Mapped[str | None]
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
