"""Public answers as finished bytes: one statement, one snapshot, the revision with the data."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import TupleRow, dict_row

from register.database.engines import ReaderPool
from register.database.lanes import LANES, Lanes
from register.database.single_rows import SingleRow
from register.database.turns import Turns


class PublicReader:
    """Asks as the reader role, which can see nothing but the public schema."""

    def __init__(self, pool: ReaderPool) -> None:
        self.pool = pool
        self._lanes = Lanes(pool)
        self._turns = Turns(pool, but=LANES)

    async def close(self) -> None:
        """Give back the connections, before the pool is closed."""
        await self._lanes.close()

    async def first_row(self, statement: str, values: Mapping[str, Any]) -> SingleRow | None:
        """The one row of a statement: text as the bytes that came, never decoded."""
        return await self._lanes.ask(statement, values)

    async def rows(self, statement: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        """All rows of a statement as mappings."""
        connection = await self._turns.take()
        try:
            return await _rows(connection, statement, values)
        finally:
            await self._turns.give_back(connection)

    async def snapshot(
        self, statements: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> tuple[int, list[list[Any]]]:
        """The revision and the rows of several statements, all read in one snapshot."""
        connection = await self._turns.take()
        try:
            async with connection.transaction():
                await connection.execute(ONE_SNAPSHOT)
                found = await _rows(connection, REVISION, None)
                answers = [await _rows(connection, *statement) for statement in statements]
        finally:
            await self._turns.give_back(connection)
        return int(found[0]["number"]), answers

    async def revision(self) -> int:
        """The register's revision now."""
        return int((await self.rows(REVISION))[0]["number"])


ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
REVISION = "SELECT number FROM published.revision"


async def _rows(
    connection: AsyncConnection[TupleRow], statement: str, values: Mapping[str, Any] | None
) -> list[Any]:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(statement, values)
    return await cursor.fetchall()
