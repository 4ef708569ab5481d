"""One plain form of a name, so that case, accents and punctuation never matter."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile("['‘’ʼ`]")
_OTHER = re.compile(r"[^0-9a-z+]+")


def plain(text: str) -> str:
    """The text in small letters, without accents, apostrophes or punctuation.

    >>> plain("  Residents’ Association "), plain("friends-of"), plain("Café")
    ('residents association', 'friends of', 'cafe')
    """
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold())
    return _OTHER.sub(" ", bare.encode("ascii", "ignore").decode()).strip()
