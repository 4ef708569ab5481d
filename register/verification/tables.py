"""Entries whose time for a check has come, what was written to their contacts, and who may answer.

No address stands here: people are known by keyed hashes of theirs, which the contacts still have.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from register.assets.tables import Asset
from register.mail.tables import Mail
from register.tables import PRIVATE, Base, one_of

STAGES = ("due", "unchecked", "below")
ANSWERS = ("right", "change", "gone")
NOW = text("now()")
RANDOM = text("gen_random_uuid()")


class Review(Base):
    """An entry whose time has come, from then until somebody has checked it.

    ``asked_at`` is of the last mail about it, ``mails`` how many there were.
    """

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint(one_of("stage", *STAGES), name="stage"),
        Index("ix_review_since", "since", postgresql_where=text("is_with_steward")),
        {"schema": PRIVATE},
    )
    asset_id: Mapped[UUID] = mapped_column(
        ForeignKey(Asset.id, ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]
    stage: Mapped[str] = mapped_column(server_default=text("'due'"))
    is_with_steward: Mapped[bool] = mapped_column(server_default=text("false"))
    asked_at: Mapped[datetime | None]
    mails: Mapped[int] = mapped_column(server_default=text("0"))


class ReviewLetter(Base):
    """One mail to one person: its link, its code and its way out, each only as a hash.

    ``is_delivered`` once it is known: false where it was refused or given up.
    """

    __tablename__ = "review_letter"
    __table_args__ = (
        Index("ix_review_letter_address_hash", "address_hash", "written_at"),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=RANDOM)
    address_hash: Mapped[bytes]
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    stop_hash: Mapped[bytes] = mapped_column(unique=True)
    code_hash: Mapped[bytes]
    written_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    mail_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey(Mail.id, ondelete="SET NULL"), index=True
    )
    is_delivered: Mapped[bool | None]


class ReviewItem(Base):
    """An entry that a letter asks about, and what was answered: each once."""

    __tablename__ = "review_item"
    __table_args__ = (
        CheckConstraint(one_of("answer", *ANSWERS), name="answer"),
        {"schema": PRIVATE},
    )
    letter_id: Mapped[UUID] = mapped_column(
        ForeignKey(ReviewLetter.id, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey(Asset.id, ondelete="CASCADE"), index=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class ContactPass(Base):
    """A browser in which a code was typed: for a while it may answer for these entries."""

    __tablename__ = "contact_pass"
    __table_args__ = ({"schema": PRIVATE},)
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    address_hash: Mapped[bytes]
    letter_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(ReviewLetter.id, ondelete="CASCADE"), index=True
    )
    asset_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ClaimCode(Base):
    """A code sent to a contact of an entry, for the browser that asked for it."""

    __tablename__ = "claim_code"
    __table_args__ = ({"schema": PRIVATE},)
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=RANDOM)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey(Asset.id, ondelete="CASCADE"), index=True)
    address_hash: Mapped[bytes]
    code_hash: Mapped[bytes]
    browser_hash: Mapped[bytes] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]


class Unsubscribed(Base):
    """Somebody who wants no mails of this kind. Kept when all else of them is erased."""

    __tablename__ = "unsubscribed"
    __table_args__ = ({"schema": PRIVATE},)
    address_hash: Mapped[bytes] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(server_default=NOW)
