"""Public sessions by day and time, as questions about days need them."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PUBLIC, Base, JsonObject


class PublicSession(Base):
    """One weekday of one schedule of a public asset. ``schedule`` is the whole rule, as stored.

    ``weekday`` is as in ISO 8601, Monday is 1; 0 where the day of the week changes from time to
    time. Extra dates count only for schedules that are nothing else.
    """

    __tablename__ = "public_session"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 7", name="weekday"),
        Index("ix_public_session_weekday", "weekday", "starts"),
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
