"""Public sessions by day and time, as questions about days need them."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PUBLIC, Base, JsonObject


class PublicSession(Base):
    """One weekday on which a schedule of a public asset has sessions still to come.

    ``schedule`` is the whole rule, as stored. ``weekday`` is as in ISO 8601, Monday is 1; 0 where
    the day of the week changes from time to time. Extra dates count only where there is no rule, or
    it is over; ``until_on`` is then the last of them.
    """

    __tablename__ = "public_session"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 7", name="weekday"),
        Index("ix_public_session_weekday", "weekday", "starts"),
        Index(
            "ix_public_session_until_on",
            "until_on",
            postgresql_where=text("until_on IS NOT NULL"),
        ),
        {"schema": PUBLIC},
    )
    asset_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    weekday: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    starts: Mapped[time]
    ends: Mapped[time | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    schedule: Mapped[JsonObject]
