"""Whether the process lives, and whether it can serve: for supervisors and balancers."""

from fastapi import APIRouter, Request
from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from api.dependencies import anybody
from api.logs import log_failure
from register.database.engines import transaction

router = APIRouter(include_in_schema=False)


@router.get("/health")
@anybody
async def read_health() -> dict[str, str]:
    """The process answers; nothing else is asked."""
    return {"status": "alive"}


@router.get("/ready")
@anybody
async def read_readiness(request: Request) -> JSONResponse:
    """The public schema can be read and the register written (a write that is undone)."""
    try:
        revision = await request.app.state.reader.revision()
        await run_in_threadpool(_write_and_undo)
    except Exception as error:
        log_failure("not ready", error)
        return JSONResponse({"status": "not ready"}, 503)
    return JSONResponse({"status": "ready", "revision": revision})


def _write_and_undo() -> None:
    """A node that became a read-only replica answers SELECT 1, so a real write is tried."""
    with transaction() as session:
        session.execute(text("CREATE TEMPORARY TABLE ready_probe () ON COMMIT DROP"))
        session.execute(text("UPDATE published.revision SET number = number WHERE false"))
