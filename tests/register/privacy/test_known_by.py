"""Comparing addresses and names."""

import pytest

from register.privacy.errors import NobodyNamed
from register.privacy.known_by import (
    addresses_in,
    known_by,
    known_by_email,
    known_by_name,
    windows,
)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Noone",
        "ANN  NOONE",
        "Änn Noöne",
        "A\u0301nn Noone",
        "Mrs Ann Noone-Smith",
        "(ann noone)",
    ],
)
def test_a_name_is_found_whatever_its_case_accents_and_spaces(text):
    assert known_by_name("ann noone").is_in(text)
    assert "[erased]" in known_by_name("ann noone").without(text)


@pytest.mark.parametrize("text", ["Annie Noone", "Ann B Noone", "Noone Ann", "Ann", ""])
def test_other_names_are_others(text):
    known = known_by_name("Ann Noone")
    assert not known.is_in(text)
    assert known.without(text) == text


def test_an_apostrophe_counts_for_nothing():
    assert known_by_name("Ann O’Noone").is_whole("ann o'noone")
    assert known_by_name("Ann ONoone").without("Ask Ann O'Noone now") == "Ask [erased] now"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mail ANN@example.org.", "Mail [erased]."),
        ("<mailto:ann@example.org>", "<mailto:[erased]>"),
        ("joann@example.org", "joann@example.org"),
        ("ann@example.org.uk", "ann@example.org.uk"),
        ("x.ann@example.org", "x.ann@example.org"),
        ("ann@example.org ann@example.org", "[erased] [erased]"),
    ],
)
def test_an_address_is_replaced_whole(text, left):
    assert known_by_email(" Ann@Example.org").without(text) == left


def test_every_address_that_can_be_replaced_can_be_found_by_its_hash():
    texts = ("Mail ANN@example.org.", "<mailto:ann@example.org>", "'ann@example.org'")
    for text in texts:
        assert "ann@example.org" in addresses_in(text), text
    assert list(windows("Ask Ann Noone now", 2)) == ["ask ann", "ann noone", "noone now"]


@pytest.mark.parametrize(("email", "name"), [("", ""), ("a@b.org", "Ann"), ("ann", ""), ("", "A.")])
def test_nobody_is_refused_in_a_sentence(email, name):
    with pytest.raises(NobodyNamed):
        known_by(email, name)
