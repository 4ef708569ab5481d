"""Proposals: what somebody suggests, who decided, and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, Base, JsonObject, one_of


class Proposal(Base):
    """A change waiting for, or having had, a decision. ``draft`` may hold personal data."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index("ix_proposal_status", "status", "submitted_at"),
        CheckConstraint(
            one_of("action", "add", "change", "close", "reopen", "merge"), name="action"
        ),
        CheckConstraint(
            one_of("status", "waiting", "approved", "rejected", "superseded"), name="status"
        ),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    asset_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{PRIVATE}.asset.id", ondelete="CASCADE"), index=True
    )
    action: Mapped[str]
    draft: Mapped[JsonObject]
    status: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    door: Mapped[str]
    actor: Mapped[str]
    submitted_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))


class Receipt(Base):
    """The answer once given to a request id, so that sending it again adds nothing."""

    __tablename__ = "receipt"
    __table_args__ = ({"schema": PRIVATE},)
    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    asset_id: Mapped[UUID | None]
    proposal_id: Mapped[UUID | None]
    received_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
