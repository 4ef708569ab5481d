"""The outbox: mails waiting, and what became of them; texts are sealed, and gone once sent."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, Base, one_of

STATUSES = ("waiting", "sending", "sent", "refused", "expired", "unknown")


class Mail(Base):
    """One mail. ``unknown``: the line broke after it was handed over, so it is not sent again.

    ``sealed_reply_to`` marks a stranger's message passed on: of that not even the addresses stay.
    ``sealed_unsubscribe`` is the way out of a mail that many people get.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint(one_of("status", *STATUSES), name="status"),
        Index(
            "ix_mail_due_at",
            "due_at",
            postgresql_where=text("status IN ('waiting', 'sending')"),
        ),
        {"schema": PRIVATE},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    to_address: Mapped[str]
    subject: Mapped[str]
    sealed_text: Mapped[bytes]
    sealed_reply_to: Mapped[bytes | None]
    sealed_unsubscribe: Mapped[bytes | None]
    status: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    due_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(server_default=text("''"))
