"""Who speaks for a place, and apart from it what is public of that."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from register.assets.tables import EMPTY, NEW_ID, NOW
from register.tables import PRIVATE, PUBLIC, Base


class RepresentativeRow(Base):
    """One person in one office. ``ended_on``: the day from which no list named them any more."""

    __tablename__ = "representative"
    __table_args__ = ({"schema": PRIVATE},)
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    locality_id: Mapped[int] = mapped_column(ForeignKey(f"{PUBLIC}.locality.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    organisation: Mapped[str] = mapped_column(server_default=EMPTY)
    contact: Mapped[str] = mapped_column(server_default=EMPTY)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    loaded_at: Mapped[datetime] = mapped_column(server_default=NOW)


class PublicRepresentative(Base):
    """One person whom everybody may see: still on the list, and not erased."""

    __tablename__ = "representative"
    __table_args__ = ({"schema": PUBLIC},)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    locality_id: Mapped[int] = mapped_column(ForeignKey(f"{PUBLIC}.locality.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    organisation: Mapped[str]
    contact: Mapped[str]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
