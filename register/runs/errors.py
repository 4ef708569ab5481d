"""What can be wrong with a question about runs."""

from geo.errors import AssetsError


class RunNotFound(AssetsError):
    """No import run has that number."""
