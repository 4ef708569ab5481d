"""What the search keeps beside the assets: public words, and what was looked for in vain."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, PUBLIC, Base


class SearchWord(Base):
    """A word that stands in something public: typing errors are mended by these."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index(
            "ix_search_word_word",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
        ),
        {"schema": PUBLIC},
    )
    word: Mapped[str] = mapped_column(primary_key=True)


class SearchState(Base):
    """One row: whether the words are to be made anew."""

    __tablename__ = "search_state"
    __table_args__ = (CheckConstraint("is_single", name="single"), {"schema": PUBLIC})
    is_single: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    is_stale: Mapped[bool]


class UnmetSearch(Base):
    """How often a word was looked for in vain in a locality in a month; nothing about who did."""

    __tablename__ = "unmet_search"
    __table_args__ = ({"schema": PRIVATE},)
    locality: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    times: Mapped[int]
