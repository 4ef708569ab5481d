"""What can be wrong with a question about runs, or with settling one."""

from geo.errors import AssetsError


class RunNotFound(AssetsError):
    """No import run has that number."""


class RunSettled(AssetsError):
    """Somebody has published or discarded the run already, and it cannot be undone this way."""


class RunBusy(RunSettled):
    """Somebody is at it just now: it is not known yet what will have become of it."""
