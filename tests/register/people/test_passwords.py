"""Passwords: long and not easily guessed; nothing else is asked of them."""

import time

import pytest

from register.people.passwords import WeakPassword, check_password, hash_password, password_fits


@pytest.mark.parametrize(
    "weak",
    [
        "short", "elevenchars", "passwordpassword", "Password1234!", "qwertyuiop123", "a" * 12,
        "sunshine2026!", "123456789012", "iloveyouiloveyou", "x" * 201, "Ann-Example-1",
        "ann.example99",
    ],
)  # fmt: skip
def test_weak_ones_are_refused(weak):
    with pytest.raises(WeakPassword):
        check_password(weak, "Ann Example", "ann.example@example.org")


@pytest.mark.parametrize(
    "good", ["correct horse battery", "täglich drei Wörter", "litterpickersofthenorth"]
)
def test_others_need_no_figures_or_signs(good):
    check_password(good, "Ann Example", "ann.example@example.org")


def test_only_the_same_password_fits_its_hash():
    kept = hash_password("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert password_fits("correct horse battery", kept)
    assert not password_fits("correct horse batterz", kept)
    assert not password_fits("no password is this one", None)
    assert not password_fits("x", "not a hash")


def test_an_unknown_account_takes_as_long():
    kept = hash_password("correct horse battery")

    def seconds(known):
        began = time.perf_counter()
        for _ in range(5):
            password_fits("something else", known)
        return (time.perf_counter() - began) / 5

    password_fits("warm", None)
    assert abs(seconds(kept) - seconds(None)) < 0.02
