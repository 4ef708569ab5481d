"""The event log. The database itself refuses to change or delete a line of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, Base, JsonObject, one_of

ACTIONS = ("added", "changed", "published", "withdrawn", "closed", "reopened", "merged", "erased")
DOORS = (
    "import", "api", "field", "command", "proposal", "suggestion", "queue", "contact", "privacy",
)  # fmt: skip


class Event(Base):
    """Who did what to which asset, when, by which door. No foreign key: it outlives the asset."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_asset_id", "asset_id"),
        Index("ix_event_actor", "actor", "id"),
        CheckConstraint(one_of("action", *ACTIONS), name="action"),
        CheckConstraint(one_of("door", *DOORS), name="door"),
        Index(
            "ix_event_proposal_id", "proposal_id", postgresql_where=text("proposal_id IS NOT NULL")
        ),
        Index("ix_event_run_id", "run_id", "id", postgresql_where=text("run_id IS NOT NULL")),
        {"schema": PRIVATE},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    asset_id: Mapped[UUID]
    version: Mapped[int]
    action: Mapped[str]
    door: Mapped[str]
    actor: Mapped[str]
    run_id: Mapped[int | None]
    proposal_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    changed: Mapped[JsonObject] = mapped_column(server_default=text("'{}'"))


class EventPrivate(Base):
    """Values of an event that may be personal: kept apart, so that they can be erased."""

    __tablename__ = "event_private"
    __table_args__ = (
        Index("ix_event_private_asset_id", "asset_id"),
        {"schema": PRIVATE},
    )
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), primary_key=True)
    asset_id: Mapped[UUID]
    changed: Mapped[JsonObject]
