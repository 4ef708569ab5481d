"""Passwords: long, not easily guessed, kept as argon2 hashes; no rules of composition."""

import re
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from geo.errors import AssetsError
from register.settings import ROOT

COMMON = ROOT / "data" / "passwords" / "common.txt"
FEWEST, MOST = 12, 200
DECORATION = re.compile(r"^[\W\d_]+|[\W\d_]+$")
# OWASP's second choice (19 MiB, two passes): 25 ms here, and a few at once fit a small machine.
HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))


class WeakPassword(AssetsError):
    """A password that is too short or too easily guessed."""


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())


@cache
def _hash_of_nothing() -> str:
    return HASHER.hash("no password is this one")


def check_password(password: str, *personal: str) -> None:
    """Raise WeakPassword unless it may be used; ``personal`` are the person's name and address."""
    if len(password) < FEWEST:
        raise WeakPassword(f"Use at least {FEWEST} characters: three or four words are good.")
    if len(password) > MOST:
        raise WeakPassword(f"Use at most {MOST} characters.")
    folded = password.casefold()
    if (
        folded.isdigit()
        or len(set(folded)) < 5
        or any(said in _common() for said in _guesses(folded))
    ):
        raise WeakPassword("This is among the first that are guessed. Use three or four words.")
    rest = re.sub(r"\W", "", folded)
    for part in sorted(_parts(personal), key=len, reverse=True):
        rest = rest.replace(part, "")
    if len(rest) < 5:
        raise WeakPassword("Do not use your name or address. Use three or four words.")


def _guesses(folded: str) -> list[str]:
    """What a guesser would try it as: bare, without what is put on, without a repetition."""
    core = DECORATION.sub("", folded)
    half = folded[: len(folded) // 2]
    twice = [half] if half * 2 == folded else []
    return [folded, *([core] if len(core) >= 5 else []), *twice]


def _parts(personal: tuple[str, ...]) -> set[str]:
    words = {part for said in personal for part in re.split(r"[\W_]+", said.casefold())}
    return {word for word in words if len(word) >= 3}


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return HASHER.hash(password)


def password_fits(password: str, known: str | None) -> bool:
    """Whether it is the password; takes as long where there is none to compare with."""
    try:
        is_right = HASHER.verify(password[: MOST + 1], known or _hash_of_nothing())
    except UnknownHashError:
        return False
    return is_right and known is not None
