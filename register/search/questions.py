"""What may be asked of the search: words, filters, and where the page before ended."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from geo.errors import AssetsError
from geo.points import LonLat
from register.kinds.definition import families, kind_by_slug
from register.kinds.errors import UnknownKind
from register.kinds.for_whom import group_by_slug
from register.search.timing import DAYS
from register.search.words import plain_words, word_lists


class InvalidSearch(AssetsError):
    """Something in a search is not one of what may be chosen."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last result of a page, in the order of the results."""

    is_whole: bool
    score: int
    metres: int
    fresh: int
    id: UUID

    def text(self) -> str:
        """As it stands in an address."""
        values = [self.is_whole, self.score, self.metres, self.fresh, str(self.id)]
        return urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``after=``; raises InvalidSearch."""
        try:
            found = cls.of(urlsafe_b64decode(text))
        except (ValueError, TypeError, AttributeError):
            found = None
        if found is None or not _fits(found.score, found.metres, found.fresh):
            raise InvalidSearch("This page of results is not known: search again from the start.")
        return found

    @classmethod
    def of(cls, values: str | bytes) -> Self:
        """From the JSON of its values."""
        is_whole, score, metres, fresh, name = json.loads(values)
        return cls(bool(is_whole), int(score), int(metres), int(fresh), UUID(name))


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """Everything that is given must hold. ``locality`` is a key, ``groups`` are for whom."""

    words: str = ""
    kinds: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    locality: str | None = None
    day: str | None = None
    part_of_day: str | None = None
    age: int | None = None
    groups: tuple[str, ...] = ()
    is_free: bool = False
    is_step_free: bool = False
    language: str = ""
    people: int | None = None
    checked_within_days: int | None = None
    near: LonLat | None = None
    near_locality: str | None = None  # the ward of a postcode, as the postcode itself has it
    radius_metres: float = 3000
    after: Cursor | None = None
    limit: int = 20

    @property
    def has_filters(self) -> bool:
        """Whether anything is asked for beside words."""
        plain = SearchQuestion(self.words, after=self.after, limit=self.limit)
        return self != plain

    def check(self) -> None:
        """Raises InvalidSearch for what cannot be chosen."""
        for kind in self.kinds:
            try:
                kind_by_slug(kind)
            except UnknownKind as reason:
                raise InvalidSearch(str(reason)) from None
        known = {family.slug for family in families()}
        _refuse("family", [family for family in self.families if family not in known])
        _refuse("group of people", [slug for slug in self.groups if not group_by_slug(slug)])
        _refuse("day", [self.day] if self.day and self.day not in DAYS else [])
        parts = word_lists().parts_of_day
        part = self.part_of_day
        _refuse("part of the day", [part] if part and part not in parts else [])
        if self.language and len(plain_words(self.language)) != 1:
            raise InvalidSearch("Write one language in one word, as in English: farsi.")


def _fits(*numbers: int) -> bool:
    return all(0 <= number < 2**31 for number in numbers)


def _refuse(what: str, strange: list[str]) -> None:
    if strange:
        raise InvalidSearch(f"There is no {what} called “{strange[0][:60]}”: choose another.")
