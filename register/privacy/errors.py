"""What can be in the way of finding, telling or erasing what is held about somebody."""

from geo.errors import AssetsError


class NobodyNamed(AssetsError):
    """Neither an e-mail address nor a name that can be looked for."""


class NotErasable(AssetsError):
    """An erasure that would leave the register without what it needs, such as an administrator."""


class EraseListUnwritable(AssetsError):
    """The list of erasures, which must outlive the database, cannot be written or read."""


class RuleUnknown(AssetsError):
    """A retention rule that the data file names and nobody knows how to apply, or none at all."""
