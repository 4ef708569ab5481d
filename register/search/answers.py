"""Asking the search: finished features for programs, rows for pages. Public rows only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader
from register.publishing.pages import SITE, Site
from register.search.places import named_places
from register.search.questions import Cursor, SearchQuestion
from register.search.statement import search_statement
from register.search.understanding import Understood, understand


@dataclass(frozen=True, slots=True)
class SearchFeatures:
    """Finished features, comma between. ``is_whole``: they have all that was asked for."""

    revision: int
    features: bytes
    returned: int
    matched: int
    is_whole: bool
    asked: Understood
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class SearchRows:
    """Rows in order, the best first."""

    revision: int
    rows: list[dict[str, Any]]
    matched: int
    is_whole: bool
    asked: Understood
    next_cursor: str | None
    site: Site


async def search_features(reader: PublicReader, question: SearchQuestion) -> SearchFeatures:
    """One page of results; raises InvalidSearch and LocalityNotFound."""
    asked = await _understood(reader, question)
    # As rows, not as one prepared row: no two questions are the same statement, and those that
    # each connection keeps prepared are for the lists that everybody asks for.
    (row,) = await reader.rows(*search_statement(question, asked, as_rows=False))
    following = None
    if row["last"] and row["is_more"]:
        following = Cursor.of(row["last"]).text()
    return SearchFeatures(
        row["revision"],
        row["features"].encode(),
        row["returned"],
        row["matched"],
        row["is_whole"],
        asked,
        following,
    )


async def search_rows(reader: PublicReader, question: SearchQuestion) -> SearchRows:
    """The same for a page."""
    asked = await _understood(reader, question)
    revision, (rows, site) = await reader.snapshot(
        [search_statement(question, asked, as_rows=True), (SITE, {})]
    )
    matched = rows[0]["matched"] if rows else 0
    following = None
    if rows and rows[0]["is_more"]:
        last = rows[-1]
        names = ("is_whole", "score", "metres", "fresh", "id")
        following = Cursor(*(last[name] for name in names)).text()
    is_whole = all(row["is_whole"] for row in rows)
    return SearchRows(revision, rows, matched, is_whole, asked, following, Site(**site[0]))


async def _understood(reader: PublicReader, question: SearchQuestion) -> Understood:
    question.check()
    if question.locality is not None:
        known = {place.key for place in await named_places(reader)}
        if question.locality not in known:
            raise LocalityNotFound(
                f"There is no locality called {question.locality[:60]}: write it as ward:name."
            )
    return await understand(reader, question.words)
