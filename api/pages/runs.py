"""Imports for stewards of the whole borough: what each would do, publishing or discarding it."""

import json
from tempfile import TemporaryFile
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response, StreamingResponse

from api.dependencies import page_for
from api.finished import GEOJSON
from api.full_files import NEVER_KEPT, pieces_of
from api.long_writes import in_long_transaction
from api.pages.forms import SentForm
from api.pages.run_words import (
    STATES,
    by_words,
    counts_of,
    entry_item,
    rows_of,
    title_of,
    told_of,
    waiting_words,
)
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.run_views import RejectItem, RunEndPage, RunItem, RunPage, RunsPage
from frontend.views import FieldError, MapView
from frontend.words import counted
from register.assets.drafts import InvalidDraft
from register.database.engines import snapshot, transaction
from register.events.actors import actor_names
from register.kinds.definition import find_kind
from register.people.holders import Holder
from register.runs.contents import RunPoint, edited_since, run_counts, run_entries, run_points
from register.runs.discarding import discard_run
from register.runs.publishing import publish_run
from register.runs.questions import (
    LARGEST_ID,
    FoundRun,
    count_rejects,
    kept_rejects_table,
    newest_runs,
    rejects_of_run,
    run_by_id,
)
from register.spreadsheets.csv_files import write_csv

router = APIRouter()
PAGE = 50
SHOWN_REJECTS = 20
SHOWN_POINTS = 5000
LARGE = 50_000  # entries and changes, from which on a proxy may give up before we are done
TAKES_LONG = (
    "This is a large import and may take some minutes. If an error page comes before it is done, "
    "it still goes on: look at the page of this import again a little later."
)
Overseeing = Annotated[
    Holder,
    Depends(page_for("steward", "administrator", grant="proposals:write", whole_borough=True)),
]
RUNS = "/runs"


@router.get("/runs")
def read_runs(
    _holder: Overseeing, before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> Response:
    """Administrators, and stewards of the whole borough: imports, the newest first."""
    with transaction() as session:
        found = newest_runs(session, PAGE + 1, before)
        names = actor_names(session, (run.actor for run in found))
    shown = found[:PAGE]
    page = RunsPage(
        items=tuple(_item(run, names) for run in shown),
        next_href=f"/runs?before={shown[-1].id}" if len(found) > PAGE else "",
    )
    return page_response("runs", page, current=RUNS)


def _item(run: FoundRun, names: dict[str, str]) -> RunItem:
    counts = ", ".join(f"{count:,} {label.lower()}" for label, count in counts_of(run))
    return RunItem(
        href=f"/runs/{run.id}",
        title=title_of(run),
        state=STATES[run.state],
        is_waiting=run.state == "waiting",
        came_at=run.finished_at,
        by=by_words(run.actor, names),
        counts=counts,
    )


@router.get("/runs/{run_id}")
def read_run(
    _holder: Overseeing,
    run_id: int,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Administrators, and stewards of the whole borough: what an import would do, or has done."""
    with transaction(is_long=True) as session:  # a run may have 400,000 entries to count
        run = run_by_id(session, run_id)
        who = (run.actor, run.published_by or "", run.discarded_by or "")
        names = actor_names(session, who)
        entries = run_entries(session, run, after, PAGE + 1)
        has_wards = run.state != "discarded"
        rows = rows_of(run_counts(session, run), has_wards=has_wards) if not after else ()
        rejects = rejects_of_run(session, run_id, limit=SHOWN_REJECTS) if not after else []
        rejected = count_rejects(session, run_id) if rejects else 0
        has_map = run.state == "waiting" and not after and bool(run_points(session, run, 1))
    is_waiting = run.state == "waiting"
    is_more = len(entries) > PAGE
    page = RunPage(
        href=f"/runs/{run.id}",
        title=title_of(run),
        state=STATES[run.state],
        told=told_of(run, names),
        came_at=run.finished_at,
        by=by_words(run.actor, names),
        counts=counts_of(run),
        is_waiting=is_waiting,
        rows=rows,
        entries=tuple(entry_item(one, is_waiting=is_waiting) for one in entries[:PAGE]),
        next_href=f"/runs/{run.id}?after={entries[PAGE - 1].place}" if is_more else "",
        is_first=not after,
        rejects=tuple(RejectItem(row.line, row.reason) for row in rejects),
        rejected=rejected,
        map=_map(run) if has_map else None,
        map_limit=SHOWN_POINTS if run.waiting + run.held > SHOWN_POINTS else 0,
        done={"published": "It is public now.", "discarded": "It is discarded."}.get(done, "")
        if run.state == done
        else "",
    )
    return page_response("run", page, current=RUNS)


def _map(run: FoundRun) -> MapView:
    return MapView(
        label="Map of what waits",
        assets_url=f"/runs/{run.id}/map",
        outlines=("ward",),
        has_filter=False,
        is_small=True,
    )


@router.get("/runs/{run_id}/map")
def read_run_map(_holder: Overseeing, run_id: int) -> Response:
    """For the map of that page: where what waits truly is, for who decides about it."""
    with transaction() as session:
        found = run_points(session, run_by_id(session, run_id), SHOWN_POINTS)
    features = [_feature(number, one) for number, one in enumerate(found)]
    body = json.dumps({"type": "FeatureCollection", "features": features})
    return Response(body, media_type=GEOJSON)


def _feature(number: int, one: RunPoint) -> dict[str, object]:
    kind = find_kind(one.kind)
    return {
        "type": "Feature",
        "id": str(number),
        "geometry": {"type": "Point", "coordinates": (one.lon, one.lat)},
        "properties": {
            "name": one.name,
            "kind": one.kind,
            "family": kind.family if kind else "places",
            "slug": one.slug,
            "precision": "exact",
        },
    }


@router.get("/runs/{run_id}/rejects.csv")
def read_run_rejects(_holder: Overseeing, run_id: int) -> Response:
    """Administrators, and stewards of the whole borough: the rows that were set aside."""
    file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 (closed when it is sent)
    try:
        with snapshot() as session:
            write_csv(file, *kept_rejects_table(session, run_id))
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    name = f'attachment; filename="import-{run_id}-set-aside.csv"'
    headers = {**NEVER_KEPT, "Content-Disposition": name, "Content-Length": str(size)}
    return StreamingResponse(pieces_of(file), headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/runs/{run_id}/publish")
def read_publish(request: Request, _holder: Overseeing, run_id: int) -> Response:
    """The second step: administrators, and stewards of the whole borough, before all is public."""
    with transaction() as session:
        run = run_by_id(session, run_id)
    told = (
        f"{waiting_words(run)} wait.",
        "Each new entry is public as finely as its kind and its own choice say.",
        "Where a person has changed the same thing, theirs stays, and the import only proposes.",
    )
    return _end(request, run, "publish", told)


@router.get("/runs/{run_id}/discard")
def read_discard(request: Request, _holder: Overseeing, run_id: int) -> Response:
    """The second step: administrators, and stewards of the whole borough, before it is gone."""
    return _discard_page(request, run_id)


def _discard_page(
    request: Request, run_id: int, reason: str = "", errors: tuple[FieldError, ...] = ()
) -> Response:
    with transaction() as session:
        run = run_by_id(session, run_id)
        edited = edited_since(session, run)
    told = [
        f"{waiting_words(run)} wait, and will not be made.",
        "What is public stays as it is. The same file can be imported again.",
    ]
    if edited:
        worked = counted(edited, "new entry", "new entries")
        told.insert(1, f"People have worked on {worked} since: that goes with them.")
    return _end(request, run, "discard", tuple(told), reason, errors)


def _end(
    request: Request,
    run: FoundRun,
    action: str,
    told: tuple[str, ...],
    reason: str = "",
    errors: tuple[FieldError, ...] = (),
) -> Response:
    if run.state != "waiting":  # somebody was faster: their page says what became of it
        return RedirectResponse(f"/runs/{run.id}", 303)
    is_discard = action == "discard"
    if run.waiting + run.held >= LARGE:
        told = (*told, TAKES_LONG)
    page = RunEndPage(
        csrf=form_proof(session_secret(request)),
        href=f"/runs/{run.id}",
        title=title_of(run),
        action=f"/runs/{run.id}/{action}",
        heading="Discard this import?" if is_discard else "Publish all of this import?",
        told=told,
        button="Discard it" if is_discard else "Publish all of it",
        is_discard=is_discard,
        reason=reason,
        errors=errors,
    )
    return page_response("run_end", page, 422 if errors else 200, RUNS)


@router.post("/runs/{run_id}/publish")
def publish(holder: Overseeing, run_id: int) -> Response:
    """Administrators, and stewards of the whole borough, make all of an import public."""
    in_long_transaction(lambda s: publish_run(s, run_id, holder.actor, "queue"))
    return RedirectResponse(f"/runs/{run_id}?done=published", 303)


@router.post("/runs/{run_id}/discard")
def discard(request: Request, holder: Overseeing, run_id: int, sent: SentForm) -> Response:
    """Administrators, and stewards of the whole borough, take an import back, and say why."""
    reason = sent.get("reason")

    def take_back(session: Session) -> object:
        return discard_run(session, run_id, holder.actor, reason, "queue")

    try:
        in_long_transaction(take_back)
    except InvalidDraft as error:
        faults = tuple(FieldError("reason", fault.sentence) for fault in error.faults)
        return _discard_page(request, run_id, reason, faults)
    return RedirectResponse(f"/runs/{run_id}?done=discarded", 303)
