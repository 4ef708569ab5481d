"""Engines and pools, one for each role, that notice dead connections before anybody uses them."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import Session

from register.database.urls import for_libpq, owner_url, reader_url, writer_url
from register.settings import Settings

ReaderPool = AsyncConnectionPool[AsyncConnection[TupleRow]]

_open: dict[str, Engine] = {}
_opening = Lock()


def is_dead(error: BaseException | None) -> bool:
    """Whether a database error means that the connection cannot be used again.

    57P01-57P03: the server stops or starts; 08xxx: the line is broken; 25006: the server has
    become a read-only replica. https://www.postgresql.org/docs/15/errcodes-appendix.html
    """
    state = getattr(error, "sqlstate", None) or ""
    return state in ("57P01", "57P02", "57P03", "25006") or state.startswith("08")


def _forget_dead(context: ExceptionContext) -> None:
    if is_dead(context.original_exception):
        context.is_disconnect = True


def engine_for(url: str, size: int = 2) -> Engine:
    """A small pool of synchronous connections to that address, the same one for each asker."""
    with _opening:
        if url not in _open:
            _open[url] = _new_engine(url, size)
        return _open[url]


def _new_engine(url: str, size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=2,
        pool_pre_ping=True,
        pool_timeout=10,
        hide_parameters=True,  # values may be personal data, and errors are logged
        connect_args={"connect_timeout": 10, "application_name": "assets"},
    )
    event.listen(engine, "handle_error", _forget_dead)
    return engine


def owner_engine(chosen: Settings | None = None) -> Engine:
    """Connections of the owner role: migrations only."""
    return engine_for(owner_url(chosen), size=1)


def writer_engine(chosen: Settings | None = None) -> Engine:
    """Connections of the writer role: what the application writes, and reads in private."""
    return engine_for(writer_url(chosen))


@contextmanager
def transaction(*, is_long: bool = False) -> Iterator[Session]:
    """One transaction of the writer role, committed when the block ends without an error.

    A long one (an import) may take its time; any other statement is cut off by the role's limit.
    """
    with Session(writer_engine(), expire_on_commit=False) as session, session.begin():
        if is_long:
            session.execute(text("SET LOCAL statement_timeout = 0"))
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '15min'"))
        yield session


@contextmanager
def snapshot() -> Iterator[Session]:
    """One moment of the register as the writer role sees it, for reading only; takes its time."""
    at_one_moment = writer_engine().execution_options(isolation_level="REPEATABLE READ")
    with Session(at_one_moment) as session, session.begin():
        session.execute(text("SET TRANSACTION READ ONLY"))
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '15min'"))
        yield session


def forget_engines() -> None:
    """Close what is open, for a test or a restore that changes the database under us."""
    with _opening:
        while _open:
            _open.popitem()[1].dispose()


async def _check(connection: AsyncConnection[TupleRow]) -> None:
    """Ask only a connection with something to say: an idle healthy one is silent.

    A server that died or sent a farewell makes the socket readable, so a live connection costs
    one poll and no round trip.
    """
    if connection.closed:
        await AsyncConnectionPool.check_connection(connection)
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
    if poller.poll(0):
        await AsyncConnectionPool.check_connection(connection)


def reader_pool(
    chosen: Settings | None = None, *, min_size: int = 2, max_size: int = 4
) -> ReaderPool:
    """A closed pool of asynchronous reader connections: `await pool.open()` in the lifespan.

    Connections commit by themselves: a public read is one statement, or says BEGIN itself.
    """
    return AsyncConnectionPool(
        for_libpq(reader_url(chosen)),
        min_size=min_size,
        max_size=max_size,
        open=False,
        timeout=5,
        max_idle=600,
        reconnect_timeout=60,
        check=_check,
        kwargs={"autocommit": True, "connect_timeout": 5, "application_name": "assets-read"},
        name="reader",
    )
