"""References that residents keep to follow a suggestion: short to type, too many to guess."""

import re
import secrets

# Without letters and digits that are taken for one another. 31 ** 10 is about 8 * 10 ** 14.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".replace("I", "")
LENGTH = 10
_NOT_LETTER = re.compile(f"[^{LETTERS}]")


def new_reference() -> str:
    """A reference as it is stored: ten letters and digits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_reference(typed: str) -> str | None:
    """A reference however it was typed; None for what can be none.

    >>> read_reference(" abcde-23456 ")
    'ABCDE23456'
    """
    cleaned = _NOT_LETTER.sub("", typed[:40].upper())
    return cleaned if len(cleaned) == LENGTH else None


def shown_reference(reference: str) -> str:
    """The same in two halves, easier to read out.

    >>> shown_reference("ABCDE23456")
    'ABCDE-23456'
    """
    return f"{reference[:5]}-{reference[5:]}"
