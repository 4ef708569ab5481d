"""What people looked for and did not find: words by locality and month, and nothing about who.

A question is never kept. Of it remain single words and phrases, apart from one another: those of
our own lists, also for what was chosen from them, and words that stand in public entries already.
Any other word waits in this process's memory until it was asked for in five different hours;
numbers, postcodes, addresses and the words of any contact's name are never kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.search.lexicon import lexicon
from register.search.understanding import THING, Understood

HOURS = 5
MOST_KEPT = 1_000  # words that wait, of each sort: a flood of questions fills no memory
KEPT_MONTHS = 24
_WORD = re.compile(r"[^\W\d_]{3,30}(?: [^\W\d_]{1,30})*")
Key = tuple[str, str]  # locality, word

ADD = """
INSERT INTO register.unmet_search AS u (locality, word, month, times)
SELECT locality, word, date_trunc('month', CAST(:on AS date)), times
FROM unnest(CAST(:localities AS text[]), CAST(:words AS text[]), CAST(:times AS integer[]))
    AS new(locality, word, times)
ORDER BY locality, word
ON CONFLICT (locality, word, month) DO UPDATE SET times = u.times + excluded.times
"""
OF_NAMES = """
SELECT DISTINCT said.word FROM (
    SELECT name FROM register.contact WHERE name <> ''
    UNION ALL SELECT name FROM register.account
) AS n, regexp_split_to_table(lower(unaccent(n.name)), '[^[\\:alpha\\:]]+') AS said(word)
WHERE said.word = ANY(CAST(:words AS text[]))
"""
FORGET = """
DELETE FROM register.unmet_search
WHERE month < date_trunc('month', CAST(:on AS date)) - make_interval(months => :months)
"""
FOUND = """
SELECT u.locality, l.name, l.kind, u.word, sum(u.times) AS times, min(u.month) AS since
FROM register.unmet_search AS u LEFT JOIN published.locality AS l ON l.key = u.locality
WHERE :locality = '' OR u.locality = :locality
GROUP BY u.locality, l.name, l.kind, u.word
HAVING sum(u.times) >= :least
ORDER BY l.kind DESC, l.name, times DESC, u.word
"""


@dataclass(frozen=True, slots=True)
class UnmetWord:
    """How often a word was looked for in vain in a locality, since a month."""

    locality: str
    place: str
    kind: str
    word: str
    times: int
    since: date


class UnmetWords:
    """What one process has heard and not yet written."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._hours: dict[str, set[int]] = {}

    def note(self, asked: Understood, locality: str, hour: int, chosen: Iterable[str] = ()) -> None:
        """Take note of a question that found nothing; ``hour`` counts the hours since any day.

        ``chosen`` are the words of its choices, which are from our lists.
        """
        said = set(chosen)
        for one in asked.wanted:
            if one.weight < THING or not _WORD.fullmatch(one.said):
                continue
            if asked.unknown.isdisjoint(one.said.split()) or self._is_proven(one.said, hour):
                said.add(one.said)
        for word in said:
            key = (locality, word)
            if key in self._counts or len(self._counts) < MOST_KEPT:
                self._counts[key] += 1

    def _is_proven(self, word: str, hour: int) -> bool:
        if word not in self._hours and len(self._hours) >= MOST_KEPT:
            self._hours.pop(next(iter(self._hours)))
        hours = self._hours.setdefault(word, set())
        if len(hours) < HOURS:
            hours.add(hour)
        return len(hours) >= HOURS

    def take(self) -> Counter[Key]:
        """What is to be written, and begin anew."""
        taken, self._counts = self._counts, Counter()
        return taken


def write_unmet(session: Session, taken: Counter[Key], on: date) -> int:
    """Add to what is kept, without words of anybody's name; answers how many were added."""
    if not taken:
        return 0
    names = _names(session, {word for _, phrase in taken for word in phrase.split()})
    kept = [(key, times) for key, times in taken.items() if _is_kept(key[1], names)]
    values = {
        "localities": [key[0] for key, _ in kept],
        "words": [key[1] for key, _ in kept],
        "times": [times for _, times in kept],
        "on": on,
    }
    session.execute(text(ADD), values)
    session.execute(text(FORGET), {"on": on, "months": KEPT_MONTHS})
    return len(kept)


def _names(session: Session, words: Iterable[str]) -> set[str]:
    return set(session.scalars(text(OF_NAMES), {"words": sorted(words)}))


def _is_kept(phrase: str, names: set[str]) -> bool:
    return names.isdisjoint(phrase.split()) or lexicon().meaning(phrase.split()) is not None


def unmet_words(session: Session, locality: str = "", least: int = 2) -> list[UnmetWord]:
    """What was looked for in vain at least so often, the commonest of each locality first."""
    rows = session.execute(text(FOUND), {"locality": locality, "least": least})
    return [UnmetWord(*row) for row in rows]
