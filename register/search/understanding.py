"""From a question in plain words to what it asks for: things, people, days, places, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from register.publishing.answers import PublicReader
from register.search.clock import clock_in
from register.search.lexicon import Meaning, lexicon
from register.search.places import (
    NamedPlace,
    Place,
    certain_places,
    find_postcode,
    joined,
    named_places,
    place_words,
    places_called,
    postcode_place,
)
from register.search.spelling import mended
from register.search.timing import (
    DAYS,
    Hours,
    clock_words,
    day_mark,
    day_words,
    part_hours,
    part_words,
)
from register.search.words import plain_words, root, word_lists

GAP = "|"  # where words were taken out: no phrase goes across
LONGEST_PLACE = 4
THING, WHEN, WEAK = 3, 2, 1
_PEOPLE = re.compile(
    r"(?:(?:for|holds?|seats?|capacity(?: of)?|party of|least) )?"
    r"\b([0-9]{2,4}) (?:people|persons|guests|seats?|adults|of us)\b"
    r"|\b(?:holds?|seats?|capacity(?: of)?) ([0-9]{2,4})\b"
)
_AGE = re.compile(
    r"\b(?:aged?|for a|for my) ([0-9]{1,2})(?: (?:year|yr)s? olds?)?\b"
    r"|\b([0-9]{1,2}) (?:year|yr)s? olds?\b"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing asked for: its words as ``to_tsquery`` reads them, marks, and what else will do."""

    said: str
    words: str
    in_name: str
    marks: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    wide_words: str = ""
    wide_marks: tuple[str, ...] = ()
    weight: int = THING
    wide_in_name: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question asks for. ``mended`` are words as typed, and as they were taken.

    ``unknown`` are words that stand in no list of ours and in no public entry.
    """

    wanted: tuple[Wanted, ...] = ()
    place: Place | None = None
    age: int | None = None
    people: int | None = None
    mended: tuple[tuple[str, str], ...] = ()
    unknown: frozenset[str] = frozenset()
    clock: time | None = None

    @property
    def days(self) -> tuple[int, ...]:
        """The days of the week that were named; Monday is 1."""
        said = {one.said for one in self.wanted if one.weight == WHEN}
        return tuple(number for number, day in enumerate(DAYS, 1) if day in said)

    @property
    def hours(self) -> Hours | None:
        """When a session must begin: at the time that was named, or in that part of the day."""
        if self.clock:
            return self.clock, self.clock.replace(minute=self.clock.minute + 1)
        parts = word_lists().parts_of_day
        said = [one.said for one in self.wanted if one.weight == WHEN and one.said in parts]
        return part_hours(said[0]) if said else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for at all."""
        return not (self.wanted or self.place or self.age is not None or self.people)


async def understand(reader: PublicReader, question: str) -> Understood:
    """What is asked for; words that say nothing are left out."""
    said, clock = clock_in(question)
    typed = plain_words(said)
    if not typed and clock is None:
        return Understood()
    places = await named_places(reader)
    meant, unknown = await mended(reader, typed, place_words(places))
    words = [meant.get(word, word) for word in typed]
    words, people, age = _numbers(words)
    words, place = await _placed(reader, words, places)
    as_typed = {new: old for old, new in meant.items()}
    wanted = [*_wanted(words, as_typed), *([_at(clock)] if clock else [])]
    return Understood(tuple(wanted), place, age, people, tuple(meant.items()), unknown, clock)


def _numbers(words: Sequence[str]) -> tuple[list[str], int | None, int | None]:
    """How many people it must hold and for what age, taken out of the words."""
    text = " ".join(words)
    people = _PEOPLE.search(text)
    if people:
        text = f"{text[: people.start()]} {GAP} {text[people.end() :]}"
    age = _AGE.search(text)
    if age:
        text = f"{text[: age.start()]} {GAP} {text[age.end() :]}"
    return (
        text.split(),
        int(people[1] or people[2]) if people else None,
        int(age[1] or age[2]) if age else None,
    )


async def _placed(
    reader: PublicReader, words: list[str], places: Sequence[NamedPlace]
) -> tuple[list[str], Place | None]:
    """The place, and the words without it."""
    left: list[str] = []
    named: list[NamedPlace] = []
    meant: set[str] = set()
    by_postcode: Place | None = None
    at = 0
    while at < len(words):
        postcode = find_postcode(words, at)
        if postcode and (found := await postcode_place(reader, postcode[0], places)):
            by_postcode = found
            left.append(GAP)
            at += postcode[1]
            continue
        for size in range(min(LONGEST_PLACE, len(words) - at), 0, -1):
            if called := places_called(words[at : at + size], places):
                named += called
                meant |= certain_places(words[at : at + size], called)
                left.append(GAP)
                at += size
                break
        else:
            left.append(words[at])
            at += 1
    return left, by_postcode or joined(named, meant.pop() if len(meant) == 1 else None)


def _wanted(words: Sequence[str], as_typed: dict[str, str]) -> Iterator[Wanted]:
    lists = word_lists()
    at = 0
    while at < len(words):
        size, meaning = _longest(words, at)
        phrase = words[at : at + size]
        at += size
        first = phrase[0]
        if size > 1:
            yield _thing(phrase, meaning, as_typed)
        elif first == GAP:
            continue
        elif day := lists.days.get(root(first)):
            yield Wanted(
                day, f"'{day}'", f"'{day}':A", (day_mark(day),), (), day_words(day), weight=WHEN
            )
        elif root(first) in lists.parts_of_day:
            part = root(first)
            yield Wanted(part, f"'{part}'", f"'{part}':A", wide_words=part_words(part), weight=WHEN)
        elif first in lists.unsaid:
            continue
        else:
            weight = WEAK if root(first) in lists.weak else THING
            yield _thing(phrase, meaning, as_typed, weight)


def _at(clock: time) -> Wanted:
    written = f"{clock.hour % 12 or 12}.{clock:%M}{'am' if clock.hour < 12 else 'pm'}"
    words = clock_words(clock)
    return Wanted(f"{clock:%H:%M}", words, f"'{written.replace('.00', '')}':A", weight=WHEN)


def _longest(words: Sequence[str], at: int) -> tuple[int, Meaning | None]:
    """How many words from here on are one phrase that is known, and what it means."""
    for size in range(min(lexicon().longest, len(words) - at), 0, -1):
        phrase = words[at : at + size]
        if GAP not in phrase and (meaning := lexicon().meaning(phrase)):
            return size, meaning
    return 1, None


def _thing(
    phrase: Sequence[str], meaning: Meaning | None, as_typed: dict[str, str], weight: int = THING
) -> Wanted:
    meaning = meaning or Meaning()
    alternatives = [(word, as_typed[word]) if word in as_typed else (word,) for word in phrase]
    return Wanted(
        " ".join(phrase),
        " & ".join("(" + " | ".join(f"'{word}'" for word in each) + ")" for each in alternatives),
        " & ".join("(" + " | ".join(f"'{word}':A" for word in each) + ")" for each in alternatives),
        tuple(sorted(meaning.marks)),
        tuple(sorted(meaning.called)),
        " | ".join(_phrase(other) for other in sorted(meaning.wide_phrases | meaning.part_phrases)),
        tuple(sorted(meaning.wide_marks)),
        weight,
        " | ".join(_phrase(other, ":A") for other in sorted(meaning.wide_phrases)),
    )


def _phrase(text: str, where: str = "") -> str:
    return "(" + " <-> ".join(f"'{word}'{where}" for word in plain_words(text)) + ")"
