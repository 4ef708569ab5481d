"""One of several things to choose from, on any form."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from: what is sent, what is read, and if it is chosen now."""

    value: str
    text: str
    is_chosen: bool = False
