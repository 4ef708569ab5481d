"""One cell: its text, and the guard that keeps a spreadsheet program from running it.

A text that begins with one of ``= + - @``, a tab, a line end or NUL may run as a formula when a
CSV is opened (OWASP, CSV injection; the wide forms are those of East Asian keyboards). Such a text
gets an apostrophe in front, and so does one that already looks guarded, so that taking the
apostrophe away again always gives the text back: O'Neill, 'twas and "-" included.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

Cell = str | int | float | bool | Decimal | date | time | Sequence[str] | None

_GUARD = "'"
_RUNS = re.compile("'*[=+\\-@\t\r\n\0＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\t\r\n\0＝＋－＠]")


def guarded(text: str) -> str:
    """The text for a CSV cell, with an apostrophe in front where it could run.

    >>> guarded("+44 20 7946 0000"), guarded("'=x"), guarded("O'Neill")
    ("'+44 20 7946 0000", "''=x", "O'Neill")
    """
    return _GUARD + text if _RUNS.match(text) else text


def guarded_for_workbook(text: str) -> str:
    """The text for an XLSX cell, where texts never run: only what looks guarded is guarded.

    >>> guarded_for_workbook("=x"), guarded_for_workbook("'=x")
    ('=x', "''=x")
    """
    return _GUARD + text if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before ``guarded`` or ``guarded_for_workbook``.

    >>> unguarded("'+44 20 7946 0000"), unguarded("''=x"), unguarded("'twas")
    ('+44 20 7946 0000', "'=x", "'twas")
    """
    return text[1:] if text[:1] == _GUARD and _GUARDED.match(text) else text


def shown(value: Cell) -> str:
    """A value as a person reads it: yes and no, ISO dates, lists with semicolons."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, Sequence):
        return "; ".join(value)
    return str(value)
