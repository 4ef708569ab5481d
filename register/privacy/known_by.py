"""How a person is known: by an e-mail address or a name, compared without case and accents."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from register.people.secrets_at_rest import keyed
from register.privacy.errors import NobodyNamed

ERASED = "[erased]"
SHORTEST_NAME = 3
LONGEST = 254

_APOSTROPHES = re.compile(r"['’ʼ`´]")
# With accents that stand apart from their letter, and apostrophes inside a name.
_WORD = re.compile(r"[\w\u0300-\u036f'’ʼ`´]+")
_ADDRESS = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_WHOLE_ADDRESS = re.compile(r"[^@\s<>,;:\"\\()\[\]]{1,64}@[^@\s<>,;:\"\\()\[\]]{1,250}")


def plain_email(text: str) -> str:
    """The one form of an address: no spaces around, small letters.

    >>> plain_email(" Jane.Doe@Example.ORG ")
    'jane.doe@example.org'
    """
    return unicodedata.normalize("NFKC", text.strip()).lower()


@lru_cache(maxsize=4096)
def _plain_word(word: str) -> str:
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", word)).casefold()
    return "".join(one for one in letters if not unicodedata.combining(one))


def plain_words(text: str) -> list[str]:
    """The words of a text without case, accents, apostrophes and punctuation.

    >>> plain_words("Zoë  O'Néill-Smith.")
    ['zoe', 'oneill', 'smith']
    """
    return [plain for word in _WORD.findall(text) if (plain := _plain_word(word))]


def addresses_in(text: str) -> Iterator[str]:
    """Every part of a text that may be an e-mail address, in its one form."""
    if "@" not in text:
        return
    for found in _ADDRESS.findall(text):
        yield plain_email(found)
        if (bare := found.lstrip("'’.+-")) != found:
            yield plain_email(bare)


def windows(text: str, words: int) -> Iterator[str]:
    """Every run of that many words in a text, as names are compared."""
    found = plain_words(text)
    for start in range(len(found) - words + 1):
        yield " ".join(found[start : start + words])


@dataclass(frozen=True)
class KnownBy:
    """``way`` is ``email`` or ``name``; ``plain`` is the address or name in its one form."""

    way: str
    plain: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.plain.split())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+-]){re.escape(self.plain)}(?![\w-]|\.\w)", re.IGNORECASE)

    def hash(self) -> bytes:
        """What only our key makes of it."""
        return hash_of(self.way, self.plain)

    def is_whole(self, text: str) -> bool:
        """Whether a text is this address or name and nothing else."""
        if self.way == "email":
            return plain_email(text) == self.plain
        return " ".join(plain_words(text)) == self.plain

    def is_in(self, text: str) -> bool:
        """Whether it occurs in a text, as whole words.

        >>> known_by_name("Jane Doe").is_in("Ask Jané  DOE!"), known_by_name("Ann").is_in("Annie")
        (True, False)
        """
        return bool(self._spans(text))

    def without(self, text: str) -> str:
        """The text with it replaced by a mark that says so.

        >>> known_by_email("a@example.org").without("Mail A@Example.org. Or ba@example.org")
        'Mail [erased]. Or ba@example.org'
        """
        for start, end in reversed(self._spans(text)):
            text = text[:start] + ERASED + text[end:]
        return text

    def _spans(self, text: str) -> list[tuple[int, int]]:
        if self.way == "email":
            return [found.span() for found in self._pattern.finditer(text)]
        wanted = self.plain.split()
        found = [
            (plain, *match.span())
            for match in _WORD.finditer(text)
            if (plain := _plain_word(match[0]))
        ]
        spans: list[tuple[int, int]] = []
        at = 0
        while at <= len(found) - len(wanted):
            part = found[at : at + len(wanted)]
            if [one[0] for one in part] == wanted:
                spans.append((part[0][1], part[-1][2]))
                at += len(wanted)
            else:
                at += 1
        return spans


def hash_of(way: str, plain: str, key: bytes | None = None) -> bytes:
    """The keyed hash of an address or name in its one form."""
    return keyed(f"erased {way}", plain, key=key)


def key_mark() -> bytes:
    """Tells one key from another, and nothing else of either."""
    return keyed("erased key mark")[:8]


def known_by_email(text: str) -> KnownBy:
    """Somebody by e-mail address; raises NobodyNamed."""
    plain = plain_email(text)
    if len(plain) > LONGEST or not _WHOLE_ADDRESS.fullmatch(plain):
        raise NobodyNamed("Enter an e-mail address, like name@example.com.")
    return KnownBy("email", plain)


def known_by_name(text: str) -> KnownBy:
    """Somebody by name; raises NobodyNamed."""
    plain = " ".join(plain_words(text[: LONGEST + 1]))
    if len(text) > LONGEST or len(plain.replace(" ", "")) < SHORTEST_NAME:
        raise NobodyNamed("Enter a name of at least three letters.")
    return KnownBy("name", plain)


def known_by(email: str, name: str) -> KnownBy:
    """Somebody by one of the two; raises NobodyNamed."""
    if bool(email.strip()) == bool(name.strip()):
        raise NobodyNamed("Enter an e-mail address or a name, one of the two.")
    return known_by_email(email) if email.strip() else known_by_name(name)
