"""Texts with line ends in inputs of one line, which browsers send back without them."""

import re

LINE_ENDS = re.compile(r"[ \t]*[\r\n]+[ \t]*")


def one_line(text: str) -> str:
    """A text as an input of one line shows it.

    >>> one_line("12 High Road\\r\\nAnytown")
    '12 High Road Anytown'
    """
    return LINE_ENDS.sub(" ", text)


def as_a_form_sends(text: str) -> str:
    """A text as a form brings it back: every line end is the same one there."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_shown(typed: str, was: str) -> str:
    """What was shown, where what came from an input of one line lacks only its line ends.

    >>> as_shown("12 High RoadAnytown", "12 High Road\\nAnytown")
    '12 High Road\\nAnytown'
    """
    if typed != was and typed in (one_line(was), re.sub("[\r\n]", "", was)):
        return was
    return typed
