"""Answers that carry the register revision, so that the cache knows what they show."""

from starlette.responses import Response

REVISION = "x-register-revision"
GEOJSON = "application/geo+json"
# For pages with forms. Never "no-referrer": a browser then sends them with `Origin: null`, which
# is nobody's, and the guard of origins refuses what our own pages send.
OWN_PAGES_ONLY = {"Referrer-Policy": "same-origin"}
HTML = "text/html; charset=utf-8"


def finished(revision: int, body: bytes, media_type: str, **headers: str) -> Response:
    """A public answer: the cache gives it an ETag and keeps it while the revision stands."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(body, headers={REVISION: str(revision), **named}, media_type=media_type)
