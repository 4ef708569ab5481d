"""Somebody who speaks for a place, as a list of them comes in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Representative:
    """A holder of a public office, or who speaks for a town centre. ``locality`` is its key.

    ``contact`` is the web address of the public page where they can be reached, never a private
    address or number.
    """

    locality: str
    name: str
    role: str
    organisation: str = ""
    contact: str = ""
    from_on: date | None = None
    until_on: date | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two lines the same person in the same office."""
        return self.locality, self.name.casefold(), self.role.casefold()
