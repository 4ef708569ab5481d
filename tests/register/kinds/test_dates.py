"""Times of day as people type them."""

from datetime import time

import pytest

from register.kinds.dates import BadField, parse_time


@pytest.mark.parametrize(
    ("begins", "typed", "ends"),
    [
        (time(10), "12", time(12)),
        (time(10, 30), "11", time(11)),
        (time(11), "1", time(13)),
        (time(19), "9", time(21)),
        (time(9), "9", time(21)),
        (time(20), "12", time(0)),
        (time(19), "21:30", time(21, 30)),
        (time(10), "7pm", time(19)),
    ],
)
def test_a_bare_hour_after_a_beginning_is_the_next_of_that_name(begins, typed, ends):
    assert parse_time(typed, begins) == ends


@pytest.mark.parametrize(("begins", "typed"), [(None, "12"), (time(10), "13"), (time(10), "0")])
def test_a_bare_hour_that_may_be_two_is_refused(begins, typed):
    with pytest.raises(BadField, match=r"write it like 19:30 or 7\.30pm"):
        parse_time(typed, begins)
