"""The embedded cluster of a data folder: who may start it, use it, and when it stops."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property

from register.database.embedded.binaries import Binaries, find_binaries
from register.database.embedded.creation import make_base, make_cluster
from register.database.embedded.folders import Folders
from register.database.embedded.identity import Identity, server_identity
from register.database.embedded.locks import locked
from register.database.embedded.processes import Postmaster
from register.database.embedded.server import Server
from register.database.errors import DatabaseBusy, DatabaseNotRunning
from register.settings import Settings


@dataclass(frozen=True)
class Cluster:
    """The private cluster below the data folder of these settings."""

    settings: Settings

    @cached_property
    def folders(self) -> Folders:
        """Where it keeps its files."""
        return Folders(self.settings.data_dir.resolve() / "database")

    @cached_property
    def who(self) -> Identity:
        """Who runs the server."""
        return server_identity()

    @property
    def binaries(self) -> Binaries:
        """The programs that fit: those of the version that made the cluster."""
        note = self.folders.data / "PG_VERSION"
        made_with = int(note.read_text()) if note.exists() else None
        return find_binaries(self.settings, made_with)

    @property
    def server(self) -> Server:
        """The server of the finished cluster."""
        folders = self.folders
        return Server(folders.data, folders.log, folders.base / "port", self.binaries, self.who)

    def postmaster(self) -> Postmaster | None:
        """The running server, if there is one."""
        return self.server.postmaster() if self.folders.data.exists() else None

    def start(self) -> Postmaster:
        """Make the cluster if it is missing, and start it if it does not run."""
        make_base(self.folders, self.who)
        with locked(self.folders.lock("start")):
            if not self.folders.data.exists():
                make_cluster(self.folders, self.binaries, self.who)
            return self.server.start()

    def stop(self) -> None:
        """Stop the server unless somebody still uses it."""
        if not self.folders.data.exists():
            return
        with (
            locked(self.folders.lock("start")),
            locked(self.folders.lock("users"), wait=False) as is_unused,
        ):
            if not is_unused:
                raise DatabaseBusy(
                    "The database is in use by the service or by another command: "
                    "stop that first, then try again."
                )
            self.folders.kept.unlink(missing_ok=True)
            self.server.stop()

    @contextmanager
    def in_use(self) -> Iterator[Postmaster]:
        """The running cluster; the last to leave stops it, unless it was asked to stay."""
        make_base(self.folders, self.who)
        try:
            with locked(self.folders.lock("users"), shared=True):
                yield self.start()
        finally:
            if not self.folders.kept.exists():
                with suppress(DatabaseBusy):  # somebody else uses it, and will stop it
                    self.stop()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder for one service; a second one is refused."""
        make_base(self.folders, self.who)
        with locked(self.folders.lock("service"), wait=False) as is_ours:
            if not is_ours:
                raise DatabaseBusy(
                    f"Another service already runs on {self.settings.data_dir}: stop it first, "
                    "or set ASSETS_DATA_DIR to another folder and ASSETS_PORT to another port."
                )
            yield

    def running(self) -> Postmaster:
        """The running server; an error with what to do where there is none."""
        if (found := self.postmaster()) is None:
            raise DatabaseNotRunning(
                "The database is not running: start it with `assets db start` or `assets serve`."
            )
        return found
