"""What can be in the way of a check."""

from geo.errors import AssetsError


class NotCheckable(AssetsError):
    """An entry that is not public, and so is nothing to check."""


class ReviewFileError(AssetsError):
    """data/review.toml contradicts itself; the message says where."""


class NoPass(AssetsError):
    """A browser in which no code was typed, or too long ago, answers for an entry."""
