"""The base of every table: naming of constraints, and the two schemas."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase

JsonObject = dict[str, Any]
PRIVATE = "register"
PUBLIC = "published"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Tables of the register. Text is never null where empty says the same."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        JsonObject: JSONB,
        list[str]: ARRAY(Text),
        str: Text,
    }


def one_of(column: str, *values: str) -> str:
    """The SQL of a check that a column holds one of a few words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
