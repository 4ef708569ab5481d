"""A network drawn in two columns: who goes somewhere on the left, where they go on the right.

The same picture each time, without chance: each column is ordered by the middle of what its boxes
are joined to, a few times over, so that few lines cross.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

WIDTH, BOX_WIDTH, BOX_HEIGHT, STEP = 760.0, 290.0, 30.0, 40.0
MARGIN = 10.0
ROUNDS = 8
LONGEST = 33  # letters, in the widest of the fonts that may be there

Edge = tuple[UUID, str, UUID]


@dataclass(frozen=True)
class Placed:
    """Where a box is: its upper left corner; ``is_right``: in the right column."""

    x: float
    y: float
    is_right: bool


def placed(ids: Sequence[UUID], edges: Sequence[Edge]) -> tuple[dict[UUID, Placed], float]:
    """A place for each id, and the height of the picture."""
    gone = Counter(one for one, _, _ in edges)
    come = Counter(other for _, _, other in edges)
    right = [one for one in ids if come[one] > gone[one]]
    left = [one for one in ids if come[one] <= gone[one]]
    near: dict[UUID, list[UUID]] = {one: [] for one in ids}
    for one, _, other in edges:
        near[one].append(other)
        near[other].append(one)
    for _ in range(ROUNDS):
        left = _ordered(left, near, _rows(left, right))
        right = _ordered(right, near, _rows(left, right))
    height = max(len(left), len(right), 1) * STEP + 2 * MARGIN
    found = {}
    for column, x in ((left, MARGIN), (right, WIDTH - BOX_WIDTH - MARGIN)):
        gap = (height - 2 * MARGIN) / max(len(column), 1)
        for row, one in enumerate(column):
            y = MARGIN + row * gap + (gap - BOX_HEIGHT) / 2
            found[one] = Placed(x, round(y, 1), column is right)
    return found, height


def _rows(*columns: Sequence[UUID]) -> dict[UUID, float]:
    return {one: row / max(len(column), 1) for column in columns for row, one in enumerate(column)}


def _ordered(
    column: Sequence[UUID], near: Mapping[UUID, Sequence[UUID]], rows: Mapping[UUID, float]
) -> list[UUID]:
    """By the middle of the neighbours; Python's sort keeps the order of what is equal."""
    return sorted(
        column,
        key=lambda one: (
            sum(rows[other] for other in near[one]) / len(near[one]) if near[one] else rows[one]
        ),
    )


def path_between(one: Placed, other: Placed) -> str:
    """A curve from box to box; within one column around its inner side."""
    start, end = _inner(one), _inner(other)
    middle = WIDTH / 2
    if one.is_right == other.is_right:
        middle = start[0] + (-60 if one.is_right else 60)
    return (
        f"M{start[0]:g} {start[1]:g}C{middle:g} {start[1]:g} {middle:g} {end[1]:g} "
        f"{end[0]:g} {end[1]:g}"
    )


def _inner(at: Placed) -> tuple[float, float]:
    return (at.x if at.is_right else at.x + BOX_WIDTH, at.y + BOX_HEIGHT / 2)


def shortened(text: str) -> str:
    """A name that fits its box.

    >>> shortened("The Friends of the Very Long and Winding Brook")
    'The Friends of the Very Long and…'
    """
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
