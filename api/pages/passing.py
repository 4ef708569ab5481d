"""The browser of a contact: the proof that a page was shown in it, and the pass it holds."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from api.sessions import form_proof, give_cookie, is_own_form
from register.database.engines import transaction
from register.people.secrets_at_rest import new_secret
from register.verification.passes import HOURS, Pass, find_pass

BROWSER, PASS = "register_review", "register_pass"
SECONDS = HOURS * 3600


def browser_secret(request: Request) -> str:
    """What stands for this browser; a new one where it has none."""
    return request.cookies.get(BROWSER, "")[:100] or new_secret()


def here_proof(browser: str) -> str:
    """What a form carries that was shown in this browser."""
    return form_proof(f"here:{browser}")


def is_here(request: Request, proof: str) -> bool:
    """Whether a form comes from the browser that it was shown in."""
    browser = request.cookies.get(BROWSER, "")[:100]
    return bool(browser) and is_own_form(proof, f"here:{browser}")


def keep_browser(response: Response, browser: str) -> Response:
    """Let the browser keep what stands for it."""
    give_cookie(response, BROWSER, browser, SECONDS)
    return response


def let_in(path: str, secret: str) -> Response:
    """On to a page, with the pass that the code has opened."""
    response = RedirectResponse(path, 303)
    give_cookie(response, PASS, secret, SECONDS)
    return response


def held_pass(request: Request) -> Pass | None:
    """What this browser may answer for, if anything."""
    secret = request.cookies.get(PASS, "")
    if not secret:
        return None
    with transaction() as session:
        return find_pass(session, secret)


HeldPass = Annotated[Pass | None, Depends(held_pass)]
