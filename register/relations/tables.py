"""Relations as strangers may know them. The private table is with the assets."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PUBLIC, Base


class PublicRelation(Base):
    """That one public asset belongs to another: both ends are public, and so is that they do."""

    __tablename__ = "public_relation"
    __table_args__ = ({"schema": PUBLIC},)
    from_id: Mapped[UUID] = mapped_column(primary_key=True)
    relation: Mapped[str] = mapped_column(primary_key=True)
    to_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
