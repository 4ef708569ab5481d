"""A register that holds the demonstration and the invented assets that questions are asked of."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import text

from importers.demonstration import DEMONSTRATION
from importers.runner import import_file
from importers.sources import importer_by_name
from register.database.engines import engine_for, reader_pool, transaction
from register.database.urls import embedded_url
from register.publishing.answers import PublicReader
from register.publishing.vocabulary import rebuild_stale_words
from register.search.answers import search_rows
from register.search.questions import SearchQuestion
from register.settings import Settings
from tests.conftest import EMPTIED

ASSETS = Path(__file__).parent / "assets.csv"
Answer = TypeVar("Answer")


def fill(*paths: Path) -> None:
    """Import lists and publish them: both of ours, if none is given."""
    for path in paths or (DEMONSTRATION, ASSETS):
        with transaction(is_long=True) as session:
            done = import_file(
                session, importer_by_name("spreadsheet"), path, actor="test", publish=True
            )
        assert not done.run.rejected, done.run.line()
    with transaction() as session:
        rebuild_stale_words(session)


@pytest.fixture(scope="module")
def searched(database: Settings) -> Iterator[Settings]:
    """Both lists, until the module's tests are done."""
    fill()
    yield database
    empty(database)


def empty(database: Settings) -> None:
    """Take every asset out again."""
    with engine_for(embedded_url(database, "postgres"), size=1).begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {EMPTIED} CASCADE"))
        connection.execute(text("DELETE FROM published.source"))


@asynccontextmanager
async def public_reader() -> AsyncIterator[PublicReader]:
    """The reader role, for one block."""
    pool = reader_pool()
    await pool.open()
    reader = PublicReader(pool)
    try:
        yield reader
    finally:
        await reader.close()
        await pool.close()


Asking = Callable[[PublicReader], Awaitable[Answer]]


async def asked_of(ask: Asking[Answer]) -> Answer:
    """What a question answers, asked by a reader of its own."""
    async with public_reader() as reader:
        return await ask(reader)


def names_of(prefix: str, question: SearchQuestion) -> set[str]:
    """What has all that was asked for, without what the names have in common."""
    page = asyncio.run(asked_of(lambda reader: search_rows(reader, question)))
    return {row["name"].removeprefix(prefix) for row in page.rows if page.is_whole}
