"""Sources, runs, the rows a source last gave, those that wait, and the rows set aside."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, PUBLIC, Base, JsonObject


class SourceRow(Base):
    """Where rows come from and under which licence: public facts, shown as attribution."""

    __tablename__ = "source"
    __table_args__ = ({"schema": PUBLIC},)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    url: Mapped[str]
    licence: Mapped[str]
    attribution: Mapped[str]
    is_demonstration: Mapped[bool] = mapped_column(server_default=text("false"))


class Run(Base):
    """One import of one file: written whole, or not at all; then published or discarded whole."""

    __tablename__ = "run"
    __table_args__ = ({"schema": PRIVATE},)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SourceRow.id), index=True)
    file_name: Mapped[str]
    file_digest: Mapped[bytes] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    was_published: Mapped[bool]
    actor: Mapped[str]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    outside: Mapped[int]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
    discarded_at: Mapped[datetime | None]
    discarded_by: Mapped[str | None]
    discard_reason: Mapped[str] = mapped_column(server_default=text("''"))


class RowRecord(Base):
    """What a source last said of one of its references, as a digest, and in which run and line."""

    __tablename__ = "row"
    __table_args__ = ({"schema": PRIVATE},)
    source_id: Mapped[int] = mapped_column(ForeignKey(SourceRow.id), primary_key=True)
    source_ref: Mapped[str] = mapped_column(primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{PRIVATE}.asset.id", ondelete="CASCADE"), index=True
    )
    run_id: Mapped[int] = mapped_column(ForeignKey(Run.id))
    line: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class HeldRow(Base):
    """What a run says otherwise of an entry that is no draft: kept until the run is published.

    One for each reference of a source: what its newest run says counts. ``draft`` may be personal.
    """

    __tablename__ = "held_row"
    __table_args__ = ({"schema": PRIVATE},)
    source_id: Mapped[int] = mapped_column(ForeignKey(SourceRow.id), primary_key=True)
    source_ref: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(Run.id, ondelete="CASCADE"), index=True)
    line: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    draft: Mapped[JsonObject]


class Reject(Base):
    """A row that was set aside: its line, why, and only cells that cannot name a person."""

    __tablename__ = "reject"
    __table_args__ = ({"schema": PRIVATE},)
    run_id: Mapped[int] = mapped_column(ForeignKey(Run.id, ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    cells: Mapped[JsonObject] = mapped_column(server_default=text("'{}'"))
