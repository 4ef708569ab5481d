"""What can be asked of a spreadsheet that it cannot hold."""

from geo.errors import AssetsError


class TooManyRows(AssetsError):
    """More rows than an XLSX sheet holds."""
