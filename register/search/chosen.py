"""What the choices of a question are called, in the words of our own lists; numbers say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from register.kinds.definition import families, kind_by_slug
from register.kinds.for_whom import group_by_slug
from register.search.lexicon import SPEAKS
from register.search.questions import SearchQuestion
from register.search.words import plain_words


def chosen_words(question: SearchQuestion) -> tuple[str, ...]:
    """Each choice once, in plain words. A language counts only where our lists have it."""
    return tuple(dict.fromkeys(" ".join(plain_words(said)) for said in _said(question)))


def _said(question: SearchQuestion) -> Iterator[str]:
    yield from (kind_by_slug(slug).singular for slug in question.kinds)
    yield from (family.name for family in families() if family.slug in question.families)
    for slug in (*question.groups, f"{SPEAKS}{question.language.casefold()}"):
        if group := group_by_slug(slug):
            yield group.label
    yield from (said for said in (question.day, question.part_of_day) if said)
    if question.is_free:
        yield "free"
    if question.is_step_free:
        yield "step free access"
