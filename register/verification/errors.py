"""What can be in the way of a check."""

from geo.errors import AssetsError


class NotCheckable(AssetsError):
    """An entry that is not public, and so is nothing to check."""
