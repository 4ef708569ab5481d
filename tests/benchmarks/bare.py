"""A bare Starlette application: the same SQL, the same pool, the same bytes, and nothing else."""

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from psycopg.abc import Buffer
from psycopg.adapt import Loader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from register.database.engines import reader_pool

STATEMENTS = "BENCHMARK_STATEMENTS"
"""The environment variable with the statements by path, as JSON."""

Endpoint = Callable[[Request], Awaitable[Response]]


class BytesLoader(Loader):
    """Text leaves the database as bytes and leaves us so."""

    def load(self, data: Buffer) -> bytes:
        """The bytes as they came."""
        return bytes(data)


def _endpoint(statement: str) -> Endpoint:
    """Passes on the second column of the one row, as all our statements have their text there."""

    async def passed_on(request: Request) -> Response:
        async with request.app.state.pool.connection() as connection:
            cursor = connection.cursor()
            cursor.adapters.register_loader("text", BytesLoader)
            await cursor.execute(statement)
            row = await cursor.fetchone()
        return Response(row[1], media_type="application/geo+json")

    return passed_on


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    app.state.pool = reader_pool()
    await app.state.pool.open()
    yield
    await app.state.pool.close()


def bare() -> Starlette:
    """The application for one worker process."""
    asked: dict[str, str] = json.loads(os.environ[STATEMENTS])
    routes = [Route(path, _endpoint(statement)) for path, statement in asked.items()]
    return Starlette(routes=routes, lifespan=_lifespan)
