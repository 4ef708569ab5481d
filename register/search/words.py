"""The words of a question in one plain form, and which of them say little."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from register.kinds.reading import read_toml
from register.settings import ROOT

SEARCH_FILE = ROOT / "data" / "search.toml"
LONGEST_QUESTION = 200
MOST_WORDS = 16
_APOSTROPHES = re.compile("['‘’ʼ`]")
_WORD = re.compile(r"[^\W_]+")


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text: small letters, no accents, no punctuation, of any script.

    >>> plain_words("Tenants’ Café (N12)")
    ('tenants', 'cafe', 'n12')
    """
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text[:LONGEST_QUESTION].casefold()))
    marked = "".join(char for char in bare if not unicodedata.combining(char))
    return tuple(_WORD.findall(marked)[:MOST_WORDS])


def root(word: str) -> str:
    """A word without its plural, so that one entry of a list does for both.

    >>> root("toddlers"), root("parties"), root("bus"), root("class")
    ('toddler', 'party', 'bus', 'class')
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def roots(text: str) -> tuple[str, ...]:
    """The words of a phrase, each without its plural."""
    return tuple(root(word) for word in plain_words(text))


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of data/search.toml: roots of words, and days by each of their names."""

    unsaid: frozenset[str]
    weak: frozenset[str]
    not_places: frozenset[str]
    days: dict[str, str]
    parts_of_day: dict[str, tuple[int, int]]
    mornings_from: int
    hours: tuple[str, ...]


@cache
def word_lists() -> WordLists:
    """The lists, read once a process."""
    said: dict[str, Any] = read_toml(SEARCH_FILE)
    days = {name: day for day, names in said["days"].items() for name in (day, *names)}
    return WordLists(
        unsaid=frozenset(said["unsaid"]),
        weak=frozenset(root(word) for word in said["weak"]),
        not_places=frozenset(root(word) for word in said["not_places"]),
        days={root(name): day for name, day in days.items()},
        parts_of_day={part: (first, last) for part, (first, last) in said["parts_of_day"].items()},
        mornings_from=said["clock"]["mornings_from"],
        hours=tuple(said["clock"]["hours"]),
    )
