"""Why a file of rows is refused; each message says what to do about it."""

from geo.errors import AssetsError


class UnreadableFile(AssetsError):
    """A file of rows that cannot be read; nothing of it was used."""


class NoSuchFile(UnreadableFile):
    """There is no file of this name."""


class EmptyFile(UnreadableFile):
    """No headings, or no rows below them."""


class FileTooLarge(UnreadableFile):
    """More bytes, columns, rows or unpacked content than is read at once."""


class WrongFormat(UnreadableFile):
    """The content is not what the name of the file says, or nothing we read."""


class BrokenText(UnreadableFile):
    """A NUL byte, a mixture of encodings, or a quotation mark that is never closed."""


class UnclearColumns(UnreadableFile):
    """Headings or separators that could be read in more than one way."""


class BrokenWorkbook(UnreadableFile):
    """A workbook that is damaged, locked, or takes too much to open."""
