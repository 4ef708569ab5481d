"""Any schedule that the register takes, for property tests."""

from datetime import date, time

from hypothesis import strategies as st

from register.schedules.values import LAST, Schedule

FIRST, LATEST = date(2024, 1, 1), date(2029, 12, 31)
DAYS = st.dates(FIRST, LATEST)
NTH = st.sampled_from((1, 2, 3, 4, LAST))
# Half past one on the last Sunday of March does not exist; nobody meets then.
TIMES = st.builds(time, st.integers(3, 23), st.sampled_from((0, 15, 30, 45)))
WORDS = st.text("abcdefgh £3é,.'-()", max_size=30).map(lambda text: " ".join(text.split()))


def _some(of: st.SearchStrategy[object], most: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.sets(of, min_size=1, max_size=most).map(
        lambda found: tuple(sorted(found, key=lambda one: (one == LAST, one)))  # type: ignore
    )


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """A schedule by weeks, by months or on single dates, with and without all the rest."""
    every = draw(st.sampled_from(("week", "month", "dates")))
    from_on, until_on = sorted((draw(DAYS), draw(DAYS)))
    starts = draw(TIMES)
    ends = draw(st.none() | TIMES.filter(lambda at: at > starts))
    values = {
        "every": every,
        "starts": starts,
        "ends": ends,
        "from_on": draw(st.sampled_from((None, from_on))),
        "until_on": draw(st.sampled_from((None, until_on))),
        "not_on": tuple(sorted(draw(st.sets(DAYS, max_size=3)))),
        "also_on": tuple(sorted(draw(st.sets(DAYS, min_size=every == "dates", max_size=3)))),
        "cost": draw(WORDS),
        "note": draw(WORDS),
    }
    if every == "week":
        values["days"] = draw(_some(st.integers(1, 7), 7))
        values["weeks"] = draw(st.integers(1, 8)) if values["from_on"] else 1
    elif every == "month" and draw(st.booleans()):
        values["days"] = draw(_some(st.integers(1, 7), 3))
        values["nth"] = draw(_some(NTH, 5))
    elif every == "month":
        values["day_of_month"] = draw(st.integers(1, 31) | st.just(LAST))
    return Schedule(**values)
