"""What is public of people: rounded counts that no attacker can undo, and nothing else.

The attacker knows the rule, solves all that is published as a system of bounds, and watches every
revision. Two faults are planted to see that the attacker is able to win: totals beside the counts,
and steps that everybody knows.
"""

import hashlib
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.drafts import checked_draft
from register.assets.placing import place_staged
from register.assets.staging import StagedDraft, stage_drafts
from register.assets.storing import Doing, finish, store_placed
from register.assets.values import AssetDraft
from register.database.engines import transaction, writer_engine
from register.people.secrets_at_rest import keyed
from register.publishing.gifts import STEP, republish_gifts
from register.publishing.projection import republish

WARDS = ("ward:hendon", "ward:edgware", "ward:mill-hill")
AREAS = ("gardening", "cooking", "languages")
Cell = tuple[str, str]
Bounds = dict[Cell, tuple[int, int]]

# ---------------------------------------------------------------- the rule, said a second time


def shown(count: int, shift: int) -> int:
    """At least how many people are said to be there; 0 is nothing said."""
    return max((count - shift) // STEP * STEP, 0)


def shift_of(ward: str, kind: str, area: str) -> int:
    """The secret shift of a cell, as only who holds the key can tell."""
    said = f"{keyed('gift counts').hex()}:{ward}:{kind}:{area}".encode()
    return int(hashlib.md5(said, usedforsecurity=False).hexdigest()[:7], 16) % STEP


# ---------------------------------------------------------------- the attacker


def bounds_from(seen: Mapping[Cell, int], cells: Iterable[Cell], shifts: range) -> Bounds:
    """How many people each cell can hold, given what is said of it and what shifts may be."""
    top = max(seen.values(), default=0) + 3 * STEP
    return {
        cell: (min(fits), max(fits))
        for cell in cells
        if (fits := [n for n in range(top) for s in shifts if shown(n, s) == seen.get(cell, 0)])
    }


def solved(bounds: Bounds, totals: Iterable[tuple[tuple[Cell, ...], int]]) -> Bounds:
    """The bounds after every published sum has been used as far as it goes."""
    found, sums = dict(bounds), list(totals)
    for _ in range(50):
        before = dict(found)
        for cells, total in sums:
            low, high = (sum(found[cell][end] for cell in cells) for end in (0, 1))
            for cell in cells:
                least, most = found[cell]
                found[cell] = (
                    max(least, total - (high - most)),
                    min(most, total - (low - least)),
                )
        if found == before:
            break
    return found


def pinned(bounds: Bounds, seen: Mapping[Cell, int]) -> list[Cell]:
    """Cells of which nothing is said, and of which the attacker knows the number all the same."""
    return [
        cell for cell, (least, most) in bounds.items() if least == most and not seen.get(cell, 0)
    ]


def watched(series: Iterable[int], shifts: range, top: int = 60) -> list[set[int]]:
    """What the number can be at each revision, for who sees all and knows that it changes by at
    most one at a time.
    """
    states = {(n, s) for n in range(top) for s in shifts}
    found = []
    for said in series:
        moved = {(n + step, s) for n, s in states for step in (-1, 0, 1) if 0 <= n + step < top}
        states = {(n, s) for n, s in moved if shown(n, s) == said}
        found.append({n for n, _ in states})
    return found


# ---------------------------------------------------------------- the register

PEOPLE = """
WITH person AS (
    INSERT INTO register.asset (slug, kind, name, status, details)
    SELECT 'person-' || gen_random_uuid(), 'skill-or-gift', 'Invented', 'published',
        jsonb_build_object('skill_area', CAST(:area AS text))
    FROM generate_series(1, :count) RETURNING id
)
INSERT INTO register.membership (asset_id, locality_id, placed_by)
SELECT person.id, l.id, 'point' FROM person, published.locality AS l WHERE l.key = :ward
"""
SAID = """
SELECT l.key, g.kind, g.skill_area, g.at_least
FROM published.gift_count AS g JOIN published.locality AS l ON l.id = g.locality_id
"""


def said_of_people(session):
    return {(ward, kind, area): n for ward, kind, area, n in session.execute(text(SAID))}


def store(session, *drafts):
    staged = [StagedDraft(checked_draft(draft), line) for line, draft in enumerate(drafts)]
    stage_drafts(session, staged)
    place_staged(session)
    store_placed(session, Doing("a test", "command", publish=True))
    finish(session)


def person(number=0, area="gardening", **values):
    given = {"lon": -0.2, "lat": 51.6, "kind": "skill-or-gift", "details": {"skill_area": area}}
    return AssetDraft.model_validate({"name": f"Invented Person {number}", **given, **values})


def people(count, **values):
    return [person(number, **values) for number in range(count)]


TABLES = st.dictionaries(
    st.tuples(st.sampled_from(WARDS), st.sampled_from(AREAS)), st.integers(1, 24), max_size=9
)


@settings(max_examples=25, deadline=None)
@given(table=TABLES)
def test_no_attacker_pins_what_is_left_out(database, table):
    with writer_engine(database).connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            for (ward, area), count in table.items():
                session.execute(text(PEOPLE), {"ward": ward, "area": area, "count": count})
            republish_gifts(session)
            said = said_of_people(session)
        outer.rollback()
    kind = "skill-or-gift"
    expected = {
        (ward, kind, area): n
        for (ward, area), count in table.items()
        if (n := shown(count, shift_of(ward, kind, area)))
    }
    assert said == expected
    assert all(n >= STEP for n in said.values())
    seen = {(ward, area): n for (ward, _, area), n in said.items()}
    cells = [(ward, area) for ward in WARDS for area in AREAS]
    found = bounds_from(seen, cells, range(STEP))
    assert all(found[cell][0] <= count <= found[cell][1] for cell, count in table.items())
    assert pinned(solved(found, ()), seen) == []


def test_with_totals_beside_the_counts_the_attacker_wins():
    """The first planted fault: what adds up is published, as a ward's or the borough's total."""
    table = {(WARDS[0], "gardening"): 2, (WARDS[0], "cooking"): 12, (WARDS[0], "languages"): 9}
    seen = {cell: count for cell, count in table.items() if count >= STEP}
    exact = bounds_from({}, table, range(1)) | {cell: (n, n) for cell, n in seen.items()}
    total = ((tuple(table), sum(table.values())),)
    assert pinned(solved(exact, ()), seen) == []
    assert pinned(solved(exact, total), seen) == [(WARDS[0], "gardening")]


STEPS = st.lists(st.sampled_from([-1, 0, 1]), max_size=60)


@settings(max_examples=150, deadline=None)
@given(start=st.integers(0, 12), steps=STEPS, shift=st.integers(0, STEP - 1))
def test_watching_every_revision_tells_no_number_that_is_left_out(start, steps, shift):
    count, series = start, []
    for step in steps:
        count = max(count + step, 0)
        series.append(shown(count, shift))
    for said, possible in zip(series, watched(series, range(STEP)), strict=True):
        assert said or len(possible) > 1


def test_with_steps_that_everybody_knows_the_attacker_wins():
    """The second planted fault: 5 people are shown, 4 are not, so that it was 4 when it went."""
    series = [shown(count, 0) for count in (6, 5, 4)]
    assert series == [5, 5, 0]
    assert watched(series, range(1))[-1] == {4}
    assert len(watched(series, range(STEP))[-1]) > 1


# ---------------------------------------------------------------- as people are written


def test_counts_follow_every_change(session):
    store(session, *people(14))
    [(key, at_least)] = said_of_people(session).items()
    assert key[1:] == ("skill-or-gift", "gardening")
    assert at_least in (5, 10)
    session.execute(text("TRUNCATE touched_asset"))
    republished(session)
    hide = "UPDATE register.asset SET precision = 'never' WHERE name > 'Invented Person 1'"
    session.execute(text(hide))
    republished(session)
    assert said_of_people(session) == {}


def republished(session):
    republish(session)
    before = said_of_people(session)
    republish(session)
    assert said_of_people(session) == before


def test_a_person_who_becomes_a_place_is_counted_no_more(session):
    store(session, *people(9))
    assert said_of_people(session)
    ids = session.scalars(text("SELECT id FROM register.asset ORDER BY name")).all()
    for asset_id in ids[:5]:
        hall = AssetDraft(name="Invented Hall", kind="hall", lon=-0.2, lat=51.6)
        stage_drafts(session, [StagedDraft(hall)])
        place_staged(session)
        aim = "UPDATE placed_asset SET asset_id = :id, outcome = 'changed'"
        session.execute(text(aim), {"id": asset_id})
        store_placed(session, Doing("a test", "command", publish=True))
    assert said_of_people(session) == {}


def test_who_has_no_place_is_counted_where_they_offer_it(session):
    store(session, *people(9, lon=None, lat=None, serves=["ward:hendon", "ward:edgware"]))
    assert {ward for ward, *_ in said_of_people(session)} == {"ward:hendon", "ward:edgware"}


def test_of_two_who_add_people_at_once_each_counts_the_other(emptied):
    with ThreadPoolExecutor(1) as other:
        with transaction() as session:
            store(session, *people(5))
            second = other.submit(add_people, 5)
            time.sleep(0.5)  # long enough to count, were it not made to wait
        second.result(timeout=20)
    with transaction() as session:
        before = said_of_people(session)
        republish_gifts(session)
        assert said_of_people(session) == before != {}


def add_people(count):
    with transaction() as session:
        store(session, *people(count))


@pytest.mark.parametrize("values", [{"precision": "never"}, {"kind": "hall", "details": {}}])
def test_only_people_who_may_be_known_of_are_counted(session, values):
    store(session, *people(12, **values))
    assert said_of_people(session) == {}
