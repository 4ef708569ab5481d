"""What can be in the way of a message, or of a change to a contact."""

from geo.errors import AssetsError


class NobodyToWriteTo(AssetsError):
    """The asset has no public contact of this id that can be written to."""


class TooManyMessages(AssetsError):
    """More messages than a person would write, or a contact should get."""


class ContactUnknown(AssetsError):
    """The asset has no contact of this id, or its consent was withdrawn before."""
