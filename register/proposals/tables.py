"""Proposals: what somebody suggests, what was said of it, who decided, and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, Base, JsonObject, one_of

# What changes an asset, and what only asks to be heard: answered the same way.
CHANGES = ("add", "change", "close", "reopen", "merge")
VOICES = ("report", "missing", "idea")
OPEN = ("waiting", "asked")
DECIDED = ("approved", "rejected", "superseded")
QUEUES = ("new", "changed", "duplicate", "place", "reported", "missing", "idea")
ASSET = f"{PRIVATE}.asset.id"


class Proposal(Base):
    """A change waiting for, or having had, a decision.

    ``draft`` (of an addition) and ``changes`` (field to from and to) may hold personal data.
    ``kind`` and ``localities`` say whose queue it is in, ``queue`` as what.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        Index("ix_proposal_status", "status", "submitted_at"),
        Index(
            "ix_proposal_open",
            "submitted_at",
            "id",
            postgresql_where=text("status IN ('waiting', 'asked')"),
        ),
        # What a source says against a person's edit is one open proposal, however often it is said.
        Index(
            "uq_proposal_of_source",
            "asset_id",
            unique=True,
            postgresql_where=text("door = 'import' AND status IN ('waiting', 'asked')"),
        ),
        Index("ix_proposal_into_id", "into_id", postgresql_where=text("into_id IS NOT NULL")),
        CheckConstraint(one_of("action", *CHANGES, *VOICES), name="action"),
        CheckConstraint(one_of("status", *OPEN, *DECIDED), name="status"),
        CheckConstraint(one_of("queue", *QUEUES), name="queue"),
        CheckConstraint("(action = 'merge') = (into_id IS NOT NULL)", name="into"),
        CheckConstraint("(decided_at IS NULL) = (status IN ('waiting', 'asked'))", name="decided"),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey(ASSET, ondelete="CASCADE"), index=True)
    into_id: Mapped[UUID | None] = mapped_column(ForeignKey(ASSET, ondelete="CASCADE"))
    action: Mapped[str]
    base_version: Mapped[int | None]
    draft: Mapped[JsonObject] = mapped_column(server_default=text("'{}'"))
    changes: Mapped[JsonObject] = mapped_column(server_default=text("'{}'"))
    kind: Mapped[str | None]
    localities: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    queue: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    door: Mapped[str]
    actor: Mapped[str]
    run_id: Mapped[int | None]
    reference: Mapped[str | None] = mapped_column(unique=True)
    submitted_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    public_answer: Mapped[str] = mapped_column(server_default=text("''"))


class ProposalNote(Base):
    """Words said about a proposal by whoever made it or reviews it: they may be personal.

    ``actor`` is who wrote them, as the log names people; of old ones that is not known.
    """

    __tablename__ = "proposal_note"
    __table_args__ = (
        CheckConstraint(one_of("speaker", "proposer", "reviewer"), name="speaker"),
        {"schema": PRIVATE},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    proposal_id: Mapped[UUID] = mapped_column(
        ForeignKey(Proposal.id, ondelete="CASCADE"), index=True
    )
    speaker: Mapped[str]
    said_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    words: Mapped[str]
    actor: Mapped[str | None]


class Suggester(Base):
    """Where a resident wants to hear of a decision: apart, so that it can be erased on its own."""

    __tablename__ = "suggester"
    __table_args__ = ({"schema": PRIVATE},)
    proposal_id: Mapped[UUID] = mapped_column(
        ForeignKey(Proposal.id, ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(index=True)
    given_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Receipt(Base):
    """The answer once given to a request id, so that sending it again adds nothing."""

    __tablename__ = "receipt"
    __table_args__ = ({"schema": PRIVATE},)
    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    asset_id: Mapped[UUID | None]
    proposal_id: Mapped[UUID | None]
    received_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
