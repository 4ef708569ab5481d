"""One row of a statement as the bytes that the server sent: what public reads are made of.

Below psycopg's cursors, on its libpq. A cursor waits anew for each of the 50 parts in which
half a megabyte arrives and copies it once more; a page of 1,000 features took twice the time.
"""

import asyncio
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection, errors
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow

SingleRow = tuple[Any, ...]
Bound = tuple[str, tuple[str, ...]]
Connection = AsyncConnection[TupleRow]

_NAMED = re.compile(r"%\((\w+)\)s")
_INTEGERS = frozenset({20, 21, 23})
# By their numbers in pg_type; anything else is sent as it prints, for the server to understand.
_TYPES = {float: 701, str: 25, UUID: 2950}
_INTEGER, _LONG = 23, 20
_TEXTS = 1009
# A statement that the server has forgotten, or whose tables have changed: prepared once more.
_STALE = ("26000", "0A000")

_MOST_PREPARED = 200

_prepared: WeakKeyDictionary[Connection, dict[str, bytes]] = WeakKeyDictionary()


async def single_row(
    connection: Connection, statement: str, values: Mapping[str, Any]
) -> SingleRow | None:
    """The first row: whole numbers as int, anything else as bytes; None where there is none.

    ``statement`` names its values as psycopg does, ``%(name)s``. Raises psycopg's errors. A
    connection that is left in the middle of an answer is closed: its pool makes another.
    """
    try:
        try:
            result = await _asked(connection, statement, values)
        except errors.Error as error:
            if error.sqlstate not in _STALE:
                raise
            _prepared.pop(connection, None)
            result = await _asked(connection, statement, values)
    except BaseException as reason:
        if not isinstance(reason, errors.DataError) and getattr(reason, "sqlstate", None) is None:
            await connection.close()
        raise
    if result.ntuples == 0:
        return None
    return tuple(_value(result, at) for at in range(result.nfields))


def _value(result: PGresult, at: int) -> Any:
    value = result.get_value(0, at)
    return int(value) if value is not None and result.ftype(at) in _INTEGERS else value


async def _asked(connection: Connection, statement: str, values: Mapping[str, Any]) -> PGresult:
    text, names = _bound(statement)
    sent = [_sent(values[name]) for name in names]
    known = _prepared.setdefault(connection, {})
    # The same text with values of other types is another statement.
    key = f"{text}{[kind for _, kind in sent]}"
    name = known.get(key)
    if name is None:
        # Past the limit the unnamed statement serves, which is prepared each time.
        name = b"single_%d" % len(known) if len(known) < _MOST_PREPARED else b""
        connection.pgconn.send_prepare(name, text.encode(), [kind for _, kind in sent])
        await _answer(connection)
        if name:
            known[key] = name
    connection.pgconn.send_query_prepared(name, [value for value, _ in sent])
    return await _answer(connection)


async def _answer(connection: Connection) -> PGresult:
    """Wait until the whole answer has come; raises the server's error."""
    pgconn = connection.pgconn
    descriptor = pgconn.socket
    loop = asyncio.get_running_loop()
    came: asyncio.Future[PGresult] = loop.create_future()
    results: list[PGresult] = []

    def read() -> None:
        try:
            pgconn.consume_input()
            while not pgconn.is_busy() and not came.done():
                if (result := pgconn.get_result()) is not None:
                    results.append(result)
                else:
                    came.set_result(results[-1])
        except Exception as error:
            if not came.done():
                came.set_exception(error)

    def write() -> None:
        if not pgconn.flush():
            loop.remove_writer(descriptor)

    loop.add_reader(descriptor, read)
    has_more = False
    try:
        if has_more := bool(pgconn.flush()):  # the socket takes no more for now
            loop.add_writer(descriptor, write)
        result = await came
    finally:
        loop.remove_reader(descriptor)
        if has_more:
            loop.remove_writer(descriptor)
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise errors.error_from_result(result)
    return result


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
