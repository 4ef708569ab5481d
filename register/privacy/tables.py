"""That something was erased, never what; and when the retention rules were applied."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from register.tables import PRIVATE, Base, JsonObject, one_of

WAYS = ("email", "name")


class Erasure(Base):
    """One erasure. ``hash`` is made with our key of the address or name, in ``words`` words.

    ``subjects`` are the assets, proposals, accounts and so on in which a name was erased; None is
    everywhere. ``key_mark`` tells whether the hash was made with the key that we have now.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint(one_of("known_by", *WAYS), name="known_by"),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]
    actor: Mapped[str]
    known_by: Mapped[str]
    words: Mapped[int]
    hash: Mapped[bytes]
    key_mark: Mapped[bytes]
    subjects: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    places: Mapped[int]


class RetentionRun(Base):
    """One application of the retention rules, with how many lines each of them took."""

    __tablename__ = "retention_run"
    __table_args__ = ({"schema": PRIVATE},)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    applied_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    taken: Mapped[JsonObject]
