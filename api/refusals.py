"""Pages instead of refusals: whoever must sign in, or send a form again, loses nothing typed."""

from urllib.parse import urlencode

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.pages.signing import Carried, local_path, page_response, sign_in_page
from api.sessions import SAFE, form_proof, session_secret
from frontend.people_views import SendAgainPage

# Secrets are typed again, never carried.
UNSENT = {"csrf", "password", "old_password", "new_password", "token", "code", "step_code"}


def _kept(form: FormData) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in UNSENT
    )


async def on_sign_in_needed(request: Request, _error: Exception) -> Response:
    """The sign-in page: on the way to a page, or with the form that was sent."""
    path = request.url.path
    if request.method in SAFE:
        asked = f"{path}?{request.url.query}" if request.url.query else path
        where = local_path(asked)
        query = "?" + urlencode({"next": where}) if where else ""
        return RedirectResponse(f"/sign-in{query}", 303)
    on_the_way = Carried(local_path(path), _kept(await request.form()))
    return await run_in_threadpool(sign_in_page, request, on_the_way, status=401)


async def on_form_expired(request: Request, _error: Exception) -> Response:
    """The same form again, made for this session, to be sent by one press."""
    kept = _kept(await request.form())
    page = SendAgainPage(form_proof(session_secret(request)), request.url.path, kept)
    return await run_in_threadpool(page_response, "send_again", page, 403)
