"""What can be wrong with a question about places."""

from geo.errors import PlaceError


class LocalityNotFound(PlaceError):
    """No locality has that kind and name."""


class PostcodeNotFound(PlaceError):
    """The table of postcodes does not have it: ended, mistyped, or not loaded."""
