"""The one statement that a search is: what matches, in order, and the page of it.

In order: how well the words match (a name before a kind, a kind before a summary, the register's
own words before synonyms), then the nearest by steps of 100 metres, then what was checked last, and
below all else that is equal what is overdue for a check. Where nothing has all that was asked for,
what has most of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

from geo.points import LonLat
from register.publishing.asset_questions import METRES_PER_DEGREE
from register.search.places import Place
from register.search.questions import SearchQuestion
from register.search.timing import DAYS, Hours, day_mark, day_words, part_hours, part_words
from register.search.understanding import WEAK, WHEN, Understood, Wanted
from register.search.words import plain_words

# What a way to match counts, the best first: in the name, by a mark, in kind or summary, by another
# word in the name, as the kind is also called, anywhere, by another word anywhere, by another mark.
NAMED, MARKED, TOLD, OTHER_NAME, CALLED, MENTIONED, OTHER_WORDS, OTHER_MARKS = range(8, 0, -1)
WHOLE_NAME = 6
INSIDE = 2
HERE = 25
FAR_METRES = 1_000_000
# By the metre nothing is ever as near as another, and nothing stands below its equals. The
# statements have it as a number.
STEP_METRES = 100
STATEMENT = """
WITH q AS MATERIALIZED (SELECT {queries}), whole AS MATERIALIZED ({whole}),
found AS MATERIALIZED ({found}),
peek AS MATERIALIZED (SELECT * FROM found {after}
    ORDER BY score DESC, metres / 100, fresh DESC, metres, id LIMIT %(limit)s + 1),
page AS (SELECT * FROM peek ORDER BY score DESC, metres / 100, fresh DESC, metres, id
    LIMIT %(limit)s)
"""
# One more than the page: whether there is a next one that is not empty.
IS_MORE = "(SELECT count(*) FROM peek) > %(limit)s AS is_more"
CANDIDATES = """
SELECT a.id, ({score})::integer AS score, ({metres})::integer AS metres,
    CASE WHEN EXISTS (SELECT FROM published.overdue AS o WHERE o.asset_id = a.id AND o.is_below)
        THEN 0 ELSE coalesce(a.checked_on - DATE '2000-01-01', 0) + 1 END AS fresh
FROM published.public_asset AS a WHERE {conditions}
"""
# Of what has some of what was asked for, only what has nearly as much of it as the best.
BEST = """
SELECT id, score, metres, fresh FROM (
    SELECT c.*, max(c.score) OVER () AS best FROM ({candidates}) AS c
) AS c WHERE score * 10 >= best * 6
"""
BOTH = """
SELECT true AS is_whole, * FROM whole
UNION ALL SELECT false, * FROM ({some}) AS s WHERE NOT EXISTS (SELECT FROM whole)
"""
SAME = "SELECT {is_whole} AS is_whole, * FROM whole"
FEATURES = f"""
SELECT (SELECT number FROM published.revision) AS revision,
    coalesce(string_agg(a.feature, ',' ORDER BY p.score DESC, p.metres / 100, p.fresh DESC,
        p.metres, p.id), '') AS features,
    count(*) AS returned, (SELECT count(*) FROM found) AS matched, {IS_MORE},
    (SELECT coalesce(bool_and(is_whole), true) FROM found) AS is_whole,
    (array_agg(json_build_array(p.is_whole, p.score, p.metres, p.fresh, p.id) ORDER BY p.score,
        p.metres / 100 DESC, p.fresh, p.metres DESC, p.id DESC))[1]::text AS last
FROM page AS p JOIN published.public_asset AS a ON a.id = p.id
"""  # noqa: S608 (constants)
ROWS = f"""
SELECT a.id, a.slug, a.name, a.kind, a.family, a.precision, a.postcode, a.located, a.checked_on,
    a.summary, ST_X(a.location) AS lon, ST_Y(a.location) AS lat, p.is_whole, p.score, p.metres,
    p.fresh, EXISTS (SELECT FROM published.overdue AS o WHERE o.asset_id = a.id) AS is_overdue,
    (SELECT count(*) FROM found) AS matched, {IS_MORE}
FROM page AS p JOIN published.public_asset AS a ON a.id = p.id
ORDER BY p.score DESC, p.metres / 100, p.fresh DESC, p.metres, p.id
"""  # noqa: S608 (constants)


@dataclass
class _Writer:
    """Gathers the queries that are made once, and the values; answers SQL to use them."""

    values: dict[str, Any] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)

    def words(self, text: str) -> str:
        """The SQL of a query of words."""
        if not text:
            return "CAST('' AS tsquery)"
        return f"to_tsquery('english', {self.value(text)})"

    def marks(self, marks: Iterable[str]) -> str:
        """The SQL of a query of any of some marks."""
        quoted = " | ".join(
            "'" + mark.replace("\\", "\\\\").replace("'", "''") + "'" for mark in marks
        )
        return f"CAST({self.value(quoted)} AS tsquery)"

    def value(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"

    def kept(self, sql: str) -> str:
        """A query that is made once however many rows are looked at."""
        name = f"q{len(self.queries)}"
        self.queries.append(f"({sql}) AS {name}")
        return f"(SELECT {name} FROM q)"  # noqa: S608 (a name of ours)


@dataclass(frozen=True)
class _Thing:
    """One wanted thing as SQL: each way to match it, the best first, with what it counts."""

    every: str
    ways: tuple[tuple[str, int], ...]
    base: int


def search_statement(
    question: SearchQuestion, asked: Understood, *, as_rows: bool
) -> tuple[str, dict[str, Any]]:
    """The statement and its values; ``as_rows`` for pages, else finished features in one row."""
    writer = _Writer({"limit": question.limit})
    must = [one for one in asked.wanted if one.weight > WEAK] or list(asked.wanted)
    things = {one: _thing(writer, one, is_must=one in must) for one in asked.wanted}
    filters = _filters(writer, question)
    place = asked.place
    at, radius = (question.near, question.radius_metres) if question.near else (None, 0.0)
    if place is not None and at is None:
        at, radius = place.at, place.radius_metres
    conditions = _conditions(writer, question)
    if asked.is_empty and not question.has_filters:
        conditions.append("false")  # nothing was asked for: the lists have everything
    # Only what the words name is a place that one is in; a point that is given is just near.
    inside = _inside(writer, place)
    here = _here(writer, inside, at, radius) if at else ""
    score = _score(list(things.values()), here, inside)
    metres = _metres(writer, inside, at) if at else "0"
    if question.near and here:
        conditions.append(here)

    def candidates(words: list[str], rest: list[str]) -> str:
        queries = [*words, *filters]
        search = [f"a.search @@ {writer.kept(' && '.join(queries))}"] if queries else []
        held = " AND ".join([*search, *conditions, *rest]) or "true"
        return CANDIDATES.format(score=score, metres=metres, conditions=held)

    said = [*_numbers(writer, asked), *_times(writer, asked), *([here] if place and here else [])]
    every = [f"({things[one].every})" for one in must]
    whole = candidates(every, said)
    loosely = [f"({' || '.join(every)})"] if len(every) > 1 else every
    some = BEST.format(candidates=candidates(loosely, [])) if every and (every[1:] or said) else ""
    statement = _assembled(writer, question, whole, some)
    return statement + (ROWS if as_rows else FEATURES), writer.values


def _assembled(writer: _Writer, question: SearchQuestion, whole: str, some: str) -> str:
    after = ""
    found = BOTH.format(some=some) if some else SAME.format(is_whole="true")
    if question.after is not None:
        last = question.after
        if not last.is_whole and some:
            whole = some
        found = SAME.format(is_whole="true" if last.is_whole else "false")
        ends = [-last.score, last.metres // STEP_METRES, -last.fresh, last.metres, last.id]
        after = "WHERE (-score, metres / 100, -fresh, metres, id) > ({})".format(
            ", ".join(writer.value(end) for end in ends)
        )
    queries = ", ".join(writer.queries) or "1"
    return STATEMENT.format(queries=queries, whole=whole, found=found, after=after)


def _thing(writer: _Writer, one: Wanted, *, is_must: bool) -> _Thing:
    words = writer.words(one.words)
    marks, other_marks = writer.marks(one.marks), writer.marks(one.wide_marks)
    other_words = writer.words(one.wide_words)
    ways = [(writer.kept(writer.words(one.in_name)), NAMED)]
    if one.marks:
        ways.append((writer.kept(marks), MARKED))
    in_text = one.in_name.replace("':A", "':ABC")
    ways.append((writer.kept(writer.words(in_text)), TOLD))
    called = writer.marks(one.called)
    if one.wide_in_name:
        ways.append((writer.kept(writer.words(one.wide_in_name)), OTHER_NAME))
    if one.called:
        ways.append((writer.kept(called), CALLED))
    ways.append((writer.kept(words), MENTIONED))
    if one.wide_words:
        ways.append((writer.kept(other_words), OTHER_WORDS))
    if one.wide_marks:
        ways.append((writer.kept(other_marks), OTHER_MARKS))
    every = " || ".join((words, marks, called, other_words, other_marks))
    return _Thing(every, tuple(ways), 10 * one.weight * is_must)


def _score(things: list[_Thing], here: str, inside: str) -> str:
    parts = [
        "CASE "
        + " ".join(f"WHEN a.search @@ {query} THEN {thing.base + way}" for query, way in thing.ways)
        + " ELSE 0 END"
        for thing in things
    ]
    if len(things) > 1:
        in_name = " AND ".join(f"a.search @@ {thing.ways[0][0]}" for thing in things)
        parts.append(f"CASE WHEN {in_name} THEN {WHOLE_NAME} ELSE 0 END")
    if here:
        parts.append(f"CASE WHEN {here} THEN {HERE} ELSE 0 END")
    if inside:
        parts.append(f"CASE WHEN {inside} THEN {INSIDE} ELSE 0 END")
    return " + ".join(parts) or "0"


def _point(writer: _Writer, at: LonLat) -> str:
    return f"ST_SetSRID(ST_MakePoint({writer.value(at.lon)}, {writer.value(at.lat)}), 4326)"


def _inside(writer: _Writer, place: Place | None) -> str:
    """In the place that is named; empty where none is."""
    if place is None or not place.marks:
        return ""
    return f"a.search @@ {writer.kept(writer.marks(place.marks))}"


def _here(writer: _Writer, inside: str, at: LonLat, radius_metres: float) -> str:
    """Inside the place, or near its middle: the box is answered by the index."""
    high = radius_metres / METRES_PER_DEGREE * 1.01
    wide = high / cos(radians(at.lat))
    sides = (at.lon - wide, at.lat - high, at.lon + wide, at.lat + high)
    box = ", ".join(writer.value(side) for side in sides)
    near = (
        f"a.location && ST_MakeEnvelope({box}, 4326) AND "
        f"ST_DistanceSphere(a.location, {_point(writer, at)}) <= {writer.value(radius_metres)}"
    )
    return f"({inside} OR {near})" if inside else f"({near})"


def _metres(writer: _Writer, inside: str, at: LonLat) -> str:
    away = f"coalesce(ST_DistanceSphere(a.location, {_point(writer, at)}), {FAR_METRES})"
    return f"CASE WHEN {inside} THEN 0 ELSE {away} END" if inside else away


def _filters(writer: _Writer, question: SearchQuestion) -> list[str]:
    """What is filtered by marks and words of times: queries that must all match."""
    found = [writer.marks([f"for:{slug}"]) for slug in question.groups]
    if question.locality:
        found.append(writer.marks([question.locality]))
    if question.is_free:
        found.append(writer.marks(["cost:free"]))
    if question.is_step_free:
        found.append(writer.marks(["step:yes"]))
    if question.language:
        (language,) = plain_words(question.language)
        found.append(writer.marks([f"lang:{language}", f"for:speaks-{language}"]))
    if question.day:
        said = f"'{question.day}' | {day_words(question.day)}"
        found.append(f"({writer.words(said)} || {writer.marks([day_mark(question.day)])})")
    if question.part_of_day:
        found.append(writer.words(part_words(question.part_of_day)))
    return found


def _conditions(writer: _Writer, question: SearchQuestion) -> list[str]:
    found: list[str] = []
    if question.kinds:
        found.append(f"a.kind = ANY({writer.value(list(question.kinds))})")
    if question.families:
        found.append(f"a.family = ANY({writer.value(list(question.families))})")
    if question.age is not None:
        found.append(suits_age(writer.value(question.age)))
    if question.people is not None:
        found.append(_holds(writer.value(question.people)))
    if question.checked_within_days is not None:
        days = writer.value(question.checked_within_days)
        found.append(f"a.checked_on >= current_date - CAST({days} AS integer)")
    if question.part_of_day:
        number = [DAYS.index(question.day) + 1] if question.day else []
        said = [f"({part_words(question.part_of_day)})"]
        if question.day:
            said.append(f"('{question.day}' | {day_words(question.day)})")
        hours = part_hours(question.part_of_day)
        found.append(_begins(writer, number, hours, " & ".join(said)))
    return found


def _times(writer: _Writer, asked: Understood) -> list[str]:
    """What was said in words about days and hours, together."""
    if asked.hours is None:
        return []
    said = [f"({one.wide_words or one.words})" for one in asked.wanted if one.weight == WHEN]
    return [_begins(writer, asked.days, asked.hours, " & ".join(said))]


def _begins(writer: _Writer, days: Iterable[int], hours: Hours, words: str) -> str:
    """Of an entry with a schedule: a session begins then on such a day, or it is told in words.

    What has no schedule is found by its words alone.
    """
    first, before = hours
    numbers = [0, *days]  # 0: on a day that changes
    wanted = [f"s.starts >= {writer.value(first)}"]
    if before is not None:
        wanted.append(f"s.starts < {writer.value(before)}")
    if numbers[1:]:
        wanted.append(f"s.weekday = ANY({writer.value(numbers)})")
    told = "concat_ws('. ', a.name, a.summary, CAST(a.details - 'sessions' AS text))"
    return (
        "(NOT a.details ? 'sessions' OR EXISTS (SELECT FROM published.public_session AS s "
        f"WHERE s.asset_id = a.id AND {' AND '.join(wanted)}) "
        f"OR to_tsvector('english', unaccent({told})) @@ {writer.kept(writer.words(words))})"
    )


def _numbers(writer: _Writer, asked: Understood) -> list[str]:
    """What was said in words: an age then means an entry that says its ages."""
    found: list[str] = []
    if asked.age is not None:
        found.append(suits_age(writer.value(asked.age)))
        found.append("(a.for_whom ? 'age_from' OR a.for_whom ? 'age_to')")
    if asked.people is not None:
        found.append(_holds(writer.value(asked.people)))
    return found


def suits_age(age: str) -> str:
    """The SQL that an entry does not say that it is for other ages."""
    asked = f"to_jsonb(CAST({age} AS integer))"
    return (
        f"(coalesce(a.for_whom -> 'age_from', '0') <= {asked} "
        f"AND coalesce(a.for_whom -> 'age_to', '120') >= {asked})"
    )


def _holds(people: str) -> str:
    return f"a.details -> 'capacity' >= to_jsonb(CAST({people} AS integer))"
