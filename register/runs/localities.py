"""How rows may name the localities they serve, and the names that the template offers."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.kinds.names import plain

# The commonest meaning first: a bare name that several have is the ward.
CURRENT = """
SELECT l.kind, l.name, l.slug, l.code, l.key
FROM published.locality AS l
JOIN published.boundary AS b ON b.locality_id = l.id
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
ORDER BY array_position(
    ARRAY['ward', 'town_centre', 'neighbourhood', 'constituency', 'borough'], l.kind), l.slug
"""


def locality_keys(session: Session) -> dict[str, str]:
    """The key of each current locality by every plain name for it: name, slug, code, with kind."""
    keys: dict[str, str] = {}
    for kind, name, slug, code, key in session.execute(text(CURRENT)):
        kind_words = kind.replace("_", " ")
        for word in (name, slug, f"{name} {kind_words}", f"{slug} {kind_words}", code or slug):
            keys.setdefault(plain(word), key)
    return keys


def offered_localities(session: Session) -> list[str]:
    """What the template offers under "Serves": wards by name, others with their kind."""
    return [
        name if kind == "ward" else f"{name} ({kind.replace('_', ' ')})"
        for kind, name, _slug, _code, _key in session.execute(text(CURRENT))
        if kind != "borough"
    ]
