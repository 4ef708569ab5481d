"""What the register itself calls things: kinds, families, for whom, languages, synonyms, days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from register.kinds.definition import families, kinds
from register.kinds.for_whom import groups
from register.search.synonyms import read_synonyms
from register.search.words import plain_words, root, roots, word_lists

Roots = tuple[str, ...]
SPEAKS = "speaks-"


@dataclass(slots=True)
class Meaning:
    """What a phrase means: marks that say just this, and what else may be meant by it.

    ``wide_phrases`` stand for the whole, ``part_phrases`` only for one of its words.
    ``called`` are marks of kinds that are also called so, but not only they: a mosque is a place
    of worship, and so is a church.
    """

    marks: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    wide_marks: set[str] = field(default_factory=set)
    wide_phrases: set[str] = field(default_factory=set)
    part_phrases: set[str] = field(default_factory=set)

    def add(self, other: Meaning) -> None:
        """Take in all that the other means."""
        self.marks |= other.marks
        self.called |= other.called
        self.wide_marks |= other.wide_marks
        self.wide_phrases |= other.wide_phrases


@dataclass(frozen=True)
class Lexicon:
    """Meanings by the roots of their words. ``said`` are synonyms and for whom: parts count too.

    ``words`` are the roots of all words, ``forms`` the words as they are written.
    """

    meanings: dict[Roots, Meaning]
    said: dict[Roots, Meaning]
    words: frozenset[str]
    forms: frozenset[str]
    longest: int

    def meaning(self, phrase: Iterable[str]) -> Meaning | None:
        """What a phrase means, with what its words mean alone; None for one that is not known."""
        wanted = tuple(root(word) for word in phrase)
        found = self.meanings.get(wanted)
        if found is None:
            return None
        whole = Meaning()
        whole.add(found)
        for start in range(len(wanted) if len(wanted) > 1 else 0):
            if wanted[start] in word_lists().weak:
                continue
            if part := self.said.get(wanted[start : start + 1]):
                whole.wide_marks |= part.marks | part.wide_marks
                whole.part_phrases |= part.wide_phrases
        return whole


@cache
def lexicon() -> Lexicon:
    """All that is known, made once a process from the data files."""
    meanings: dict[Roots, Meaning] = {}
    said: dict[Roots, Meaning] = {}
    forms: set[str] = set()

    def add(into: dict[Roots, Meaning], phrase: str, meaning: Meaning) -> None:
        forms.update(plain_words(phrase))
        if key := roots(phrase):
            into.setdefault(key, Meaning()).add(meaning)

    for synonym in read_synonyms():
        for phrase in synonym.asked:
            wide = Meaning(wide_marks=set(synonym.marks), wide_phrases=set(synonym.phrases))
            add(meanings, phrase, wide)
            add(said, phrase, wide)
    for group in groups():
        meant = Meaning({f"for:{group.slug}"} | _language(group.slug, group.synonyms))
        for phrase in (group.label, group.slug, *group.synonyms):
            add(meanings, phrase, meant)
            add(said, phrase, meant)
    for kind in kinds():
        mark = f"kind:{kind.slug}"
        for phrase in (kind.singular, kind.plural, kind.slug):
            add(meanings, phrase, Meaning({mark}))
        for phrase in kind.synonyms:
            add(meanings, phrase, Meaning(called={mark}))
    for family in families():
        add(meanings, family.name, Meaning({f"family:{family.slug}"}))
    for phrase in ("step free", "step free access"):
        add(meanings, phrase, Meaning({"step:yes"}))
    add(meanings, "free", Meaning({"cost:free"}))
    words = {word for key in meanings for word in key} | set(word_lists().days)
    longest = max(len(key) for key in meanings)
    return Lexicon(meanings, said, frozenset(words), frozenset(forms), longest)


def _language(slug: str, synonyms: tuple[str, ...]) -> set[str]:
    if not slug.startswith(SPEAKS):
        return set()
    return {f"lang:{slug.removeprefix(SPEAKS)}", *(f"lang:{plain_words(s)[0]}" for s in synonyms)}
