"""One row of a statement as the bytes that the server sent: what public reads are made of.

Below psycopg's cursors, on its libpq. A cursor waits anew for each of the 50 parts in which
half a megabyte arrives and copies it once more; a page of 1,000 features took twice the time.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, errors
from psycopg.pq.abc import PGconn, PGresult
from psycopg.rows import TupleRow

SingleRow = tuple[Any, ...]
Bound = tuple[str, tuple[str, ...]]
Connection = AsyncConnection[TupleRow]
Prepared = dict[str, bytes]
"""The names by which one connection knows statements."""

_NAMED = re.compile(r"%\((\w+)\)s")
_INTEGERS = frozenset({20, 21, 23})
# By their numbers in pg_type; anything else is sent as it prints, for the server to understand.
_TYPES = {float: 701, str: 25, UUID: 2950}
_INTEGER, _LONG = 23, 20
_TEXTS = 1009
_MOST_PREPARED = 200
# Never the same name twice: what we forgot, the server may still know.
_numbers = count()


class Statement(NamedTuple):
    """A statement as libpq takes it; ``key`` tells it from the same with values of other types."""

    text: str
    values: list[bytes | None]
    types: list[int]
    key: str


def statement_of(text: str, values: Mapping[str, Any]) -> Statement:
    """``text`` names its values as psycopg does, ``%(name)s``; raises DataError for NUL in text."""
    numbered, names = _bound(text)
    sent = [_sent(values[name]) for name in names]
    types = [kind for _, kind in sent]
    return Statement(numbered, [value for value, _ in sent], types, f"{numbered}{types}")


def send(pgconn: PGconn, statement: Statement, known: Prepared) -> None:
    """Send it into a pipeline, prepared before unless it is ``known``; with an end of its own."""
    name = known.get(statement.key)
    if name is None:
        # Past the limit the unnamed statement serves, which is prepared each time.
        name = b"single_%d" % next(_numbers) if len(known) < _MOST_PREPARED else b""
        pgconn.send_prepare(name, statement.text.encode(), statement.types)
        if name:
            known[statement.key] = name
    pgconn.send_query_prepared(name, statement.values)
    pgconn.pipeline_sync()


def as_row(result: PGresult) -> SingleRow | None:
    """The first row: whole numbers as int, anything else as bytes; None where there is none."""
    if result.ntuples == 0:
        return None
    return tuple(_value(result, at) for at in range(result.nfields))


def _value(result: PGresult, at: int) -> Any:
    value = result.get_value(0, at)
    return int(value) if value is not None and result.ftype(at) in _INTEGERS else value


@lru_cache(maxsize=512)
def _bound(statement: str) -> Bound:
    """The statement with numbers for names, and the names in that order.

    >>> _bound("SELECT %(a)s, %(b)s, %(a)s")
    ('SELECT $1, $2, $1', ('a', 'b'))
    """
    names = tuple(dict.fromkeys(_NAMED.findall(statement)))
    return _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement), names


def _sent(value: Any) -> tuple[bytes | None, int]:
    if value is None:
        return None, 0
    if isinstance(value, list):
        return _text_array(value), _TEXTS
    if isinstance(value, int):
        return str(value).encode(), _INTEGER if abs(value) < 2**31 else _LONG
    if isinstance(value, str) and "\x00" in value:
        raise errors.DataError("a text with a NUL character cannot be asked for")
    return str(value).encode(), _TYPES.get(type(value), 0)


def _text_array(values: list[str]) -> bytes:
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return ("{" + ",".join(f'"{value}"' for value in escaped) + "}").encode()
