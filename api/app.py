"""The application: routers, middleware in order, and what lives as long as the process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import health
from api.cache import PublicCache, RevisionNow
from api.description import describe
from api.guards import OwnOrigin, SecurityHeaders
from api.mail_round import looking_after_mail
from api.pages import (
    about,
    account,
    api_guide,
    calendar_feeds,
    check,
    checks,
    claim,
    decisions,
    field,
    full_reports,
    have_your_say,
    history,
    home,
    lending,
    links,
    localities,
    map_page,
    missing,
    network,
    offer_form,
    own_entries,
    own_offers,
    own_proposals,
    people,
    privacy,
    queue,
    queue_edit,
    queue_proposal,
    reports,
    review,
    runs,
    search,
    sharing,
    sign_in,
    sign_in_oidc,
    suggest,
    suggest_twice,
    unmet,
    whats_on,
    write,
)
from api.pages import assets as asset_pages
from api.pages import offers as offer_pages
from api.problems import (
    DATABASE_AWAY,
    on_assets_error,
    on_database_away,
    on_http_error,
    on_invalid_request,
    on_unexpected,
)
from api.refusals import on_form_expired, on_sign_in_needed
from api.search_round import looking_after_search
from api.sessions import FormExpired, SignInNeeded
from api.v1 import assets, gifts, kinds, offers, proposals, relations, verifications
from api.v1 import full_reports as full_files
from api.v1 import history as recorded
from api.v1 import localities as locality_answers
from api.v1 import runs as run_answers
from api.v1 import search as search_answers
from api.v1 import sources as source_answers
from api.v1.quick import QuickReads
from frontend.identity import identity
from frontend.static_files import static_files
from geo.errors import AssetsError
from register.database.engines import forget_engines, reader_pool
from register.publishing.answers import PublicReader
from register.search.unmet import UnmetWords
from register.settings import settings

# Bytes, counted as they come whatever Content-Length says; no form of ours has as many.
LARGEST_REQUEST = 256 * 1024
DESCRIPTION = """
Every community asset of the borough that is public: groups, places, funding, forums, by ward and
town centre. Reading needs nothing. Writing needs a token: `Authorization: Bearer asset_…`.

Coordinates are WGS 84, longitude first. Places are public as finely as `precision` says; of an
informal group often only the ward. Show the notices of `/api/v1/sources`, and those of the source
that an entry names.
Errors are `application/problem+json` (RFC 9457) with a sentence in `detail`.
"""


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    pool = reader_pool()
    await pool.open()
    app.state.reader = PublicReader(pool)
    app.state.unmet = UnmetWords()
    app.state.revision_now = RevisionNow(app.state.reader.revision)
    try:
        async with looking_after_mail(settings()), looking_after_search(app.state.unmet):
            yield
    finally:
        await app.state.reader.close()
        await pool.close()
        forget_engines()


def create_app() -> FastAPI:
    """The application for one worker process."""
    found = settings()
    app = FastAPI(
        title=f"{identity().title} API",
        version="1",
        description=DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        swagger_ui_oauth2_redirect_url=None,
        max_body_size=LARGEST_REQUEST,
    )
    answers = (
        assets,
        search_answers,
        verifications,
        gifts,
        locality_answers,
        kinds,
        source_answers,
    )
    signed_answers = (proposals, recorded, full_files, run_answers)
    for module in (*answers, relations, offers, *signed_answers):
        app.include_router(module.router, prefix="/api/v1")
    pages = (home, search, map_page, localities, asset_pages, write, about, api_guide, field)
    life_pages = (whats_on, calendar_feeds, have_your_say)
    deciding_pages = (queue, queue_proposal, queue_edit)
    voice_pages = (suggest, suggest_twice, check, checks, decisions)
    proposal_pages = (*voice_pages, *deciding_pages, runs, history, sharing)
    signed_in_pages = (
        unmet,
        missing,
        full_reports,
        sign_in,
        sign_in_oidc,
        account,
        own_proposals,
        people,
        privacy,
    )
    contact_pages = (review, own_entries, own_offers, claim)
    belonging_pages = (network, offer_pages, links, offer_form, lending)
    for module in (*pages, reports, *proposal_pages, *signed_in_pages, *contact_pages, *life_pages):
        app.include_router(module.router, include_in_schema=False)
    for module in belonging_pages:
        app.include_router(module.router, include_in_schema=False)
    app.include_router(health.router)
    describe(app)
    app.mount("/static", static_files())
    app.add_exception_handler(AssetsError, on_assets_error)
    app.add_exception_handler(SignInNeeded, on_sign_in_needed)
    app.add_exception_handler(FormExpired, on_form_expired)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    for away in DATABASE_AWAY:
        app.add_exception_handler(away, on_database_away)
    app.add_exception_handler(Exception, on_unexpected)
    # The last added is the outermost.
    app.add_middleware(QuickReads)
    app.add_middleware(PublicCache, is_on=found.public_cache)
    app.add_middleware(OwnOrigin, found=found)
    app.add_middleware(SecurityHeaders, found=found)
    return app
