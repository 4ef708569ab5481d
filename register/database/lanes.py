"""Lanes: small questions that follow each other on one connection without waiting for answers.

Where the database and the workers share few processors, one connection that always has the next
question is quicker than four that take turns: nobody sleeps between two answers, and a large one
is read in fewer parts. PostgreSQL calls it a pipeline.
https://www.postgresql.org/docs/15/libpq-pipeline-mode.html
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import OperationalError, errors
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

from register.database.engines import ReaderPool
from register.database.single_rows import (
    Connection,
    Prepared,
    SingleRow,
    Statement,
    as_row,
    send,
    statement_of,
)

LANES = 2
DEPTH = 6
# A lane whose next answer takes longer holds others up: they go by another one.
LONG_SECONDS = 0.02
# Twice as long as the server lets a reader ask: nobody answers any more.
LOST_SECONDS = 10.0
# A lane with nothing to do for so long gives its connection back; and after so many answers, so
# that the pool can end it when it is old.
REST_SECONDS = 1.0
MOST_IN_A_ROW = 10_000
# A statement that the server has forgotten, or whose tables have changed: prepared once more.
_STALE = ("26000", "0A000")

_prepared: WeakKeyDictionary[Connection, Prepared] = WeakKeyDictionary()


class Lanes:
    """``await lanes.ask(statement, values)``: by the first lane that is not held up."""

    def __init__(self, pool: ReaderPool) -> None:
        self._lanes = [_Lane(pool) for _ in range(LANES)]

    async def ask(self, statement: str, values: Mapping[str, Any]) -> SingleRow | None:
        """The first row: whole numbers as int, anything else as bytes; None where there is none.

        ``statement`` names its values as psycopg does, ``%(name)s``. Raises psycopg's errors, and
        PoolTimeout where no connection is free in time.
        """
        asked = statement_of(statement, values)
        try:
            return as_row(await self._answer(asked))
        except errors.Error as error:
            if error.sqlstate not in _STALE:
                raise
        return as_row(await self._answer(asked))

    def _answer(self, asked: Statement) -> "asyncio.Future[PGresult]":
        now = asyncio.get_running_loop().time()
        free = next((lane for lane in self._lanes if not lane.is_held_up(now)), None)
        return (free or min(self._lanes, key=len)).take(asked)

    async def close(self) -> None:
        """Give back the connections; who still waits for an answer gets an error."""
        for lane in self._lanes:
            await lane.close()


class _Asked:
    """One question on its way, with what has come of its answer."""

    __slots__ = ("answer", "error", "is_new", "result", "statement")

    def __init__(self, statement: Statement, answer: "asyncio.Future[PGresult]") -> None:
        self.statement = statement
        self.answer = answer
        self.is_new = False
        self.result: PGresult | None = None
        self.error: PGresult | None = None

    def finish(self, lost: Exception | None = None) -> None:
        """Tell whoever waits, unless they have left."""
        if self.answer.done():
            return
        if self.error is not None:
            self.answer.set_exception(errors.error_from_result(self.error))
        elif lost is not None or self.result is None:
            self.answer.set_exception(lost or OperationalError("the server gave no answer"))
        else:
            self.answer.set_result(self.result)


class _Lane:
    """One connection of the pool, for as long as there is something to ask."""

    def __init__(self, pool: ReaderPool) -> None:
        self._pool = pool
        self._connection: Connection | None = None
        self._descriptor = -1
        self._sent: deque[_Asked] = deque()
        self._waiting: deque[_Asked] = deque()
        self._count = 0
        self._since = 0.0
        self._is_fetching = False
        # The loop itself holds tasks only weakly.
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._sent) + len(self._waiting)

    def is_held_up(self, now: float) -> bool:
        """Whether the answer that is due takes long."""
        return bool(self._sent) and now - self._since > LONG_SECONDS

    def take(self, statement: Statement) -> "asyncio.Future[PGresult]":
        """Put it into the queue; what comes is the answer, or the error."""
        asked = _Asked(statement, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        self._go_on()
        return asked.answer

    async def close(self) -> None:
        """Give back the connection."""
        self._end(OperationalError("the service stops"))
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _go_on(self) -> None:
        """Send what may be sent; fetch a connection where there is none."""
        if self._connection is None:
            if self._waiting and not self._is_fetching:
                self._is_fetching = True
                self._work(self._fetch())
            return
        try:
            while self._waiting and len(self._sent) < DEPTH and self._count < MOST_IN_A_ROW:
                self._send(self._connection, self._waiting.popleft())
        except Exception as error:
            self._end(error)
        else:
            if not self._sent and self._count >= MOST_IN_A_ROW:
                self._end()

    def _send(self, connection: Connection, asked: _Asked) -> None:
        if asked.answer.done():  # they have left
            return
        if not self._sent:
            self._since = asyncio.get_running_loop().time()
        self._sent.append(asked)
        self._count += 1
        known = _prepared.setdefault(connection, {})
        asked.is_new = asked.statement.key not in known
        send(connection.pgconn, asked.statement, known)
        if connection.pgconn.flush():  # the socket takes no more for now
            asyncio.get_running_loop().add_writer(self._descriptor, self._write)

    def _write(self) -> None:
        try:
            if self._connection is None or not self._connection.pgconn.flush():
                asyncio.get_running_loop().remove_writer(self._descriptor)
        except Exception as error:
            self._end(error)

    def _read(self) -> None:
        connection = self._connection
        if connection is None:
            return
        pgconn = connection.pgconn
        try:
            pgconn.consume_input()
            while self._sent and not pgconn.is_busy():
                if (result := pgconn.get_result()) is not None:
                    self._receive(connection, result)
            if pgconn.status == ConnStatus.BAD:
                raise OperationalError("the connection to the server is lost")
        except Exception as error:
            self._end(error)

    def _receive(self, connection: Connection, result: PGresult) -> None:
        """A part of the answer that is due; the last part lets the next question go."""
        asked = self._sent[0]
        if result.status == ExecStatus.PIPELINE_SYNC:
            self._sent.popleft()
            self._since = asyncio.get_running_loop().time()
            asked.finish()
            self._go_on()
        elif result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            asked.result = result
        elif result.status == ExecStatus.FATAL_ERROR:
            asked.error = result
            state = errors.error_from_result(result).sqlstate
            if asked.is_new or state in _STALE:
                _prepared[connection].pop(asked.statement.key, None)

    async def _fetch(self) -> None:
        try:
            connection = await self._pool.getconn()
        except Exception as error:
            while self._waiting:
                self._waiting.popleft().finish(error)
            return
        finally:
            self._is_fetching = False
        connection.pgconn.enter_pipeline_mode()
        loop = asyncio.get_running_loop()
        self._connection, self._count = connection, 0
        self._descriptor = connection.pgconn.socket
        loop.add_reader(self._descriptor, self._read)
        self._timer = loop.call_later(REST_SECONDS, self._look_after, -1)
        self._go_on()

    def _look_after(self, count_then: int) -> None:
        """Once in a while: rest, or give up a server that says nothing."""
        loop = asyncio.get_running_loop()
        if not self._sent and self._count == count_then:
            self._end()
        elif self._sent and loop.time() - self._since > LOST_SECONDS:
            self._end(OperationalError("the server has not answered in time"))
        else:
            self._timer = loop.call_later(REST_SECONDS, self._look_after, self._count)

    def _end(self, error: Exception | None = None) -> None:
        """Give the connection back; after an error it is closed first, and the pool makes another.

        What was sent has no answer then. What still waits goes on with the next connection.
        """
        connection, self._connection = self._connection, None
        if connection is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._descriptor)
        loop.remove_writer(self._descriptor)
        if self._timer is not None:
            self._timer.cancel()
        while self._sent:
            self._sent.popleft().finish(error)
        self._work(self._give_back(connection, is_fine=error is None))
        self._go_on()

    async def _give_back(self, connection: Connection, *, is_fine: bool) -> None:
        try:
            if is_fine:
                connection.pgconn.exit_pipeline_mode()
        except OperationalError:
            is_fine = False
        if not is_fine:
            await connection.close()
        await self._pool.putconn(connection)

    def _work(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
