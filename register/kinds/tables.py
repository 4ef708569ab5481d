"""The kinds as SQL needs them, for checks and publishing; the data file is the truth."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, Base, one_of


class KindRow(Base):
    """What SQL must know of a kind. Written from ``data/kinds.toml`` at every start."""

    __tablename__ = "kind"
    __table_args__ = (
        CheckConstraint(
            one_of("precision", "exact", "street", "postcode", "ward", "none", "never"),
            name="precision",
        ),
        {"schema": PRIVATE},
    )
    slug: Mapped[str] = mapped_column(primary_key=True)
    family: Mapped[str]
    singular: Mapped[str]
    precision: Mapped[str]
    is_personal: Mapped[bool]
    review_months: Mapped[int]
    locating_details: Mapped[list[str]]
