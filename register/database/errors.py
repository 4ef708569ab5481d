"""What can go wrong between the register and its database."""

from geo.errors import AssetsError


class DatabaseError(AssetsError):
    """The database cannot be made, started, reached or used."""


class DatabaseNotRunning(DatabaseError):
    """The embedded database is not running, so nothing can be asked of it."""


class DatabaseBusy(DatabaseError):
    """Another process uses the data folder or the database in a way that we must wait for."""


class BackupError(DatabaseError):
    """A backup could not be written, or one that was given cannot be restored."""
