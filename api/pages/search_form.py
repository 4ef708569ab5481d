"""What was typed into the search form: a question, what is wrong with it, and what to choose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.pages.shaping import LABELS
from api.v1.search import place_of
from frontend.choices import Choice
from frontend.search_views import ChoiceGroup, SearchChoices
from frontend.views import FieldError
from geo.errors import AssetsError
from register.kinds.definition import families, kinds
from register.kinds.for_whom import groups
from register.publishing.answers import PublicReader
from register.search.places import NamedPlace, Place, named_places
from register.search.questions import Cursor, InvalidSearch, SearchQuestion
from register.search.timing import DAYS
from register.search.words import LONGEST_QUESTION, word_lists

NAMES = (
    "q", "kind", "family", "locality", "day", "part_of_day", "age", "group", "free", "step_free",
    "language", "people", "checked_within", "postcode",
)  # fmt: skip
CHECKED = ((31, "In the last month"), (183, "In the last 6 months"), (366, "In the last year"))
LISTED = ("ward", "town_centre", "neighbourhood", "constituency")
PER_PAGE = 20


@dataclass(frozen=True)
class Asked:
    """The question that was typed, or all that is wrong with it."""

    question: SearchQuestion
    errors: tuple[FieldError, ...]


def typed_in(params: Mapping[str, str]) -> dict[str, str]:
    """What was typed in each field, shortened to what anybody types; a NUL is left out."""
    found = {name: params.get(name, "").replace("\x00", "").strip() for name in NAMES}
    return {name: value[:LONGEST_QUESTION] for name, value in found.items() if value}


async def asked_for(reader: PublicReader, typed: Mapping[str, str], after: str) -> Asked:
    """The question; what cannot be read is left out of it and said.

    Raises InvalidSearch for a page of results that is none.
    """
    errors: list[FieldError] = []
    age = _number(typed, "age", 120, "Write the age as a number, such as 8", errors)
    people = _number(typed, "people", 100_000, "Write how many people, such as 80", errors)
    near = await _near(reader, typed.get("postcode", ""), errors)
    language = _language(typed.get("language", ""), errors)
    checked = typed.get("checked_within", "")
    question = SearchQuestion(
        words=typed.get("q", ""),
        kinds=_one(typed, "kind"),
        families=_one(typed, "family"),
        locality=typed.get("locality"),
        day=typed.get("day"),
        part_of_day=typed.get("part_of_day"),
        age=age,
        groups=_one(typed, "group"),
        is_free="free" in typed,
        is_step_free="step_free" in typed,
        language=language,
        people=people,
        checked_within_days=int(checked) if checked in {str(n) for n, _ in CHECKED} else None,
        near=near.at if near else None,
        near_locality=near.locality if near else None,
        after=Cursor.parse(after) if after else None,
        limit=PER_PAGE,
    )
    return Asked(question, tuple(errors))


def _one(typed: Mapping[str, str], name: str) -> tuple[str, ...]:
    return (typed[name],) if name in typed else ()


def _number(
    typed: Mapping[str, str], name: str, most: int, sentence: str, errors: list[FieldError]
) -> int | None:
    text = typed.get(name, "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and int(text[:9]) <= most:
        return int(text)
    errors.append(FieldError(name, sentence))
    return None


def _language(text: str, errors: list[FieldError]) -> str:
    try:
        SearchQuestion(language=text).check()
    except InvalidSearch as reason:
        errors.append(FieldError("language", str(reason)))
        return ""
    return text


async def _near(reader: PublicReader, text: str, errors: list[FieldError]) -> Place | None:
    if not text:
        return None
    try:
        return await place_of(reader, text)
    except AssetsError as reason:
        errors.append(FieldError("postcode", str(reason)))
        return None


async def choices(reader: PublicReader, typed: Mapping[str, str]) -> SearchChoices:
    """What each list offers, with what is chosen."""
    places = await named_places(reader)
    found = [kind for kind in kinds() if not kind.is_personal]
    offered = [one for one in families() if any(kind.family == one.slug for kind in found)]
    return SearchChoices(
        families=tuple(_choice(typed, "family", one.slug, one.name) for one in offered),
        kinds=tuple(
            ChoiceGroup(
                family.name,
                tuple(
                    _choice(typed, "kind", kind.slug, kind.plural)
                    for kind in found
                    if kind.family == family.slug
                ),
            )
            for family in offered
        ),
        localities=tuple(
            ChoiceGroup(LABELS[sort].capitalize(), named)
            for sort in LISTED
            if (named := _places(typed, places, sort))
        ),
        groups=for_whom_choices(typed.get("group", "")),
        days=tuple(_choice(typed, "day", day, day) for day in DAYS),
        parts_of_day=tuple(
            _choice(typed, "part_of_day", part, part) for part in word_lists().parts_of_day
        ),
        checked=tuple(_choice(typed, "checked_within", str(days), said) for days, said in CHECKED),
    )


def for_whom_choices(chosen: str) -> tuple[ChoiceGroup, ...]:
    """The groups of people under their headings."""
    themes = dict.fromkeys(group.theme for group in groups())
    return tuple(
        ChoiceGroup(
            theme,
            tuple(
                Choice(group.slug, group.label, group.slug == chosen)
                for group in groups()
                if group.theme == theme
            ),
        )
        for theme in themes
    )


def _choice(typed: Mapping[str, Any], name: str, value: str, text: str) -> Choice:
    return Choice(value, text[:1].upper() + text[1:], typed.get(name) == value)


def _places(
    typed: Mapping[str, str], places: Iterable[NamedPlace], kind: str
) -> tuple[Choice, ...]:
    found = sorted((place for place in places if place.kind == kind), key=lambda p: p.name)
    return tuple(Choice(p.key, p.name, typed.get("locality") == p.key) for p in found)
