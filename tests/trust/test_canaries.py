"""A canary is found whatever was done to it on the way out, and nothing else is."""

import base64
from random import Random
from urllib.parse import quote

import pytest

from tests.trust.canaries import Flock

WAYS = {
    "plain": str,
    "lower": str.lower,
    "upper": str.upper,
    "backwards": lambda word: word[::-1],
    "in a URL": lambda word: quote(f"a b/{word}"),
    "every letter escaped": lambda word: "".join(f"%{ord(letter):02X}" for letter in word),
    "hex": lambda word: word.encode().hex(),
    "base64": lambda word: base64.b64encode(word.encode()).decode(),
    "base64 after one letter": lambda word: base64.b64encode(b"a" + word.encode()).decode(),
    "base64 in a text": lambda word: base64.b64encode(f"I am {word}, hello".encode()).decode(),
    "base64 in lower case": lambda word: base64.b64encode(f"I {word} am".lower().encode()).decode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_word_is_found(way) -> None:
    flock = Flock(Random(1))
    for _ in range(20):
        word = flock.word("name", "draft")
        flock.word("name", "closed")
        text = f"<p>Hello {WAYS[way](word)} there</p>".encode()
        assert flock.seen_in(text) == {"name, draft"}


@pytest.mark.parametrize("text", ["{0}", "+44 {1}", "tel:+44{1}", "{2}", "{3}"])
def test_a_number_is_found_with_any_spacing(text) -> None:
    flock = Flock(Random(1))
    number = flock.phone("phone", "draft")
    bare = number.replace(" ", "")
    forms = (number, bare[1:], bare[::-1], f"{bare[:3]}-{bare[3:6]}-{bare[6:]}")
    assert flock.seen_in(text.format(*forms).encode()) == {"phone, draft"}


@pytest.mark.parametrize("text", [
    '"coordinates":[{0:.6f},{1:.6f}]', "{0:.4f}, {1:.4f}", "lat={1:.5f}&lon={0:.5f}",
])  # fmt: skip
def test_a_place_is_found_with_fewer_decimals(text) -> None:
    flock = Flock(Random(1))
    lon, lat = flock.spot((-0.17, 51.59), "draft")
    assert flock.seen_in(text.format(lon, lat).encode()) == {"place, draft"}


def test_nothing_else_is_found() -> None:
    flock = Flock(Random(1))
    flock.word("name", "draft")
    flock.phone("phone", "draft")
    flock.spot((-0.17, 51.59), "draft")
    assert flock.seen_in(b"zqxjbbbbbb 0705 580 0000 [-0.1712, 51.5900] WnF4a zqx") == set()
