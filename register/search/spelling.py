"""Typing errors: words nobody uses here, and the nearest that somebody does."""

from collections.abc import Iterable, Mapping, Sequence

from register.publishing.answers import PublicReader
from register.search.lexicon import lexicon
from register.search.words import root, word_lists

SHORTEST = 4
# A trigram index finds those that look alike; how many letters differ is counted here.
NEAR = """
SELECT asked.word, EXISTS (SELECT FROM published.search_word AS k WHERE k.word = asked.word)
        AS is_known,
    ARRAY(SELECT w.word FROM published.search_word AS w WHERE w.word %% asked.word
        ORDER BY similarity(w.word, asked.word) DESC, w.word LIMIT 12) AS near
FROM unnest(%(words)s::text[]) AS asked(word)
"""


def mistakes(one: str, other: str) -> int:
    """Letters left out, put in, changed, or changed about with the next.

    >>> mistakes("tennants", "tenants"), mistakes("libary", "library"), mistakes("form", "from")
    (1, 1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate with the fewest mistakes: one in four or five letters, two in more."""
    allowed = 1 if len(word) < 6 else 2
    counted = [
        (mistakes(word, other), at, other)
        for at, other in enumerate(candidates)
        if abs(len(other) - len(word)) <= allowed and other[0] == word[0]
    ]
    best = min(counted, default=None)
    return best[2] if best and 0 < best[0] <= allowed else None


async def mended(
    reader: PublicReader, words: Sequence[str], places: frozenset[str]
) -> tuple[Mapping[str, str], frozenset[str]]:
    """For each word that is known nowhere the one that was meant, the register's own first.

    And those that are known nowhere and like no other.
    """
    strange = [word for word in dict.fromkeys(words) if not _is_own(word, places)]
    if not strange:
        return {}, frozenset()
    own = sorted(lexicon().forms | set(word_lists().days.values()) | places)
    found: dict[str, str] = {}
    unknown = set()
    for row in await reader.rows(NEAR, {"words": strange}):
        if row["is_known"]:
            continue
        meant = nearest(row["word"], own) or nearest(row["word"], row["near"])
        if meant:
            found[row["word"]] = meant
        else:
            unknown.add(row["word"])
    return found, frozenset(unknown)


def _is_own(word: str, places: frozenset[str]) -> bool:
    if len(word) < SHORTEST or any(char.isdigit() for char in word):
        return True
    lists = word_lists()
    known = root(word)
    return (
        word in lists.unsaid
        or word in places
        or known in lists.weak
        or known in lists.days
        or word in lists.parts_of_day
        or known in lexicon().words
    )
