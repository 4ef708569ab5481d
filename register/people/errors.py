"""What can be wrong with an account, in sentences for whoever asked."""

from geo.errors import AssetsError


class UnknownRole(AssetsError):
    """A role that nobody can have."""


class UnknownScope(AssetsError):
    """A place, a kind or a use that there is not."""


class AccountNotFound(AssetsError):
    """No account has this id or address."""


class AccountExists(AssetsError):
    """There is an account with this address already."""


class InvalidAddress(AssetsError):
    """Text that is no e-mail address."""


class OwnAccount(AssetsError):
    """Something that nobody may do to their own account, or to the last administrator."""


class TokenNotFound(AssetsError):
    """No token has this label."""
