"""Dates, places and numbers are said as people say them."""

from datetime import date, timedelta

import pytest

from frontend import words

TODAY = date(2026, 3, 22)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-3, "today"),
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (21, "3 weeks ago"),
        (55, "7 weeks ago"),
        (56, "2 months ago"),
        (365, "12 months ago"),
        (730, "24 months ago"),
        (731, "2 years ago"),
        (1095, "2 years ago"),
        (1096, "3 years ago"),
    ],
)
def test_how_long_ago(days: int, said: str) -> None:
    assert words.how_long_ago(TODAY - timedelta(days=days), TODAY) == said


def test_checked_names_who_only_when_known() -> None:
    then = TODAY - timedelta(days=21)
    assert words.checked(then, TODAY) == "Checked 3 weeks ago"
    assert words.checked(then, TODAY, "the group itself") == (
        "Checked 3 weeks ago by the group itself"
    )
    assert words.checked(None, TODAY, "nobody") == "Not yet checked"


def test_one_is_singular() -> None:
    assert words.counted(1, "ward", "wards") == "1 ward"
    assert words.counted(0, "ward", "wards") == "0 wards"
    assert words.counted(12345, "ward", "wards") == "12,345 wards"


@pytest.mark.parametrize(
    ("rate", "said"),
    [(None, "–"), (0.0, "0"), (0.049, "under 0.1"), (0.06, "0.1"), (12.34, "12.3")],
)
def test_rates(rate: float | None, said: str) -> None:
    assert words.per_thousand(rate) == said


def test_an_unknown_precision_promises_nothing() -> None:
    assert words.where("exact") != words.where("ward")
    assert words.where("never") == words.where("none")
