"""`assets serve`: database, schema, first data and workers, until told to stop."""

import contextlib
import gc
import importlib
import importlib.util
import math
import os
import select
import signal
import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Annotated

import typer

from api import worker
from api.logs import log_event, log_failure, start_logging
from api.workers import Workers, exit_code, listening_socket
from geo.errors import AssetsError
from register.database.embedded.cluster import Cluster
from register.database.embedded.watch import Watch
from register.database.errors import DatabaseError
from register.settings import Settings, settings

app = typer.Typer()
TOO_MANY_QUICK_DEATHS = 8
PAUSE_SECONDS = 1.0
PATIENCE_SECONDS = 60.0


class ServiceError(AssetsError):
    """The service cannot start, or cannot go on."""


class Stop(Exception):
    """SIGTERM or SIGINT came: not an error, it unwinds what was begun, in order."""


@app.command()
def serve(
    empty: Annotated[bool, typer.Option("--empty", help="without the demonstration data")] = False,
) -> None:
    """Run the service until it is told to stop."""
    start_logging()
    found = settings()
    with contextlib.suppress(Stop), contextlib.ExitStack() as stack:
        woken = stack.enter_context(_woken_by_signals())
        cluster = _only_service(found, stack)
        listening = stack.enter_context(_shared_socket(found))
        watch = _started(cluster, stack)
        _prepare(found, empty=empty)
        _import_application()
        workers = Workers(listening, found.workers)
        stack.callback(workers.stop)
        workers.start()
        herald = worker.fork(lambda: _say_when_ready(found))
        _look_after(workers, watch, woken, herald)


@contextlib.contextmanager
def _woken_by_signals() -> Iterator[socket.socket]:
    """Stop is raised at SIGTERM and SIGINT; the socket becomes readable when a worker ends."""
    ours, pythons = socket.socketpair()
    ours.setblocking(False)
    pythons.setblocking(False)
    signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, _raise_stop)
    try:
        yield ours
    finally:
        signal.set_wakeup_fd(-1)
        ours.close()
        pythons.close()


def _raise_stop(_number: int, _frame: object) -> None:
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, signal.SIG_IGN)  # stopping has begun: nothing may interrupt it
    raise Stop


def _only_service(found: Settings, stack: contextlib.ExitStack) -> Cluster | None:
    if not found.is_embedded:
        return None
    cluster = Cluster(found)
    stack.enter_context(cluster.alone())
    return cluster


@contextlib.contextmanager
def _shared_socket(found: Settings) -> Iterator[socket.socket]:
    try:
        listening = listening_socket(found)
    except OSError as error:
        raise ServiceError(
            f"Port {found.port} of {found.host} cannot be used ({error.strerror}): stop what uses "
            "it, or set ASSETS_PORT to another."
        ) from None
    with listening:
        yield listening


def _started(cluster: Cluster | None, stack: contextlib.ExitStack) -> Watch | None:
    if cluster is None:
        return None
    if not cluster.folders.data.exists():
        typer.echo(f"Making the database in {cluster.folders.base} ...")
    stack.enter_context(cluster.in_use())
    return Watch(cluster)


def _prepare(found: Settings, *, empty: bool) -> None:
    """Check the server's promises, bring the schema up to date, load what a first start needs."""
    from register.database.migrations import upgrade_to_head
    from register.database.safety import refuse_unsafe

    refuse_unsafe(found)
    upgrade_to_head(found)
    if importlib.util.find_spec("api.first_start") is not None:
        importlib.import_module("api.first_start").prepare_register(found, empty)


def _import_application() -> None:
    """Once, for all workers: they are forked from this process, so a new one is there at once."""
    importlib.import_module("api.app")
    gc.collect()
    gc.freeze()  # what never changes stays in memory that the workers share


def _say_when_ready(found: Settings) -> None:
    """Ask for the home page until it answers, then say so once."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(found.host, found.host)
    is_ready = False
    patient_until = time.monotonic() + PATIENCE_SECONDS
    while not is_ready:
        if time.monotonic() > patient_until:
            typer.echo("The home page does not answer yet: the log says why.", err=True)
            patient_until = math.inf
        connection = HTTPConnection(host, found.port, timeout=10)
        try:
            connection.request("GET", "/")
            is_ready = connection.getresponse().status == 200
        except (OSError, HTTPException):
            pass  # the workers are still starting
        finally:
            connection.close()
        time.sleep(0.05)
    shown = f"[{host}]" if ":" in host else host
    print(f"Ready: http://{shown}:{found.port}", flush=True)  # noqa: T201


def _look_after(workers: Workers, watch: Watch | None, woken: socket.socket, herald: int) -> None:
    """Start again whatever dies, until Stop is raised."""
    poller = select.poll()
    poller.register(woken, select.POLLIN)
    if watch is not None:
        poller.register(watch.descriptor, select.POLLIN)
    while True:
        poller.poll(1000)
        with contextlib.suppress(BlockingIOError):
            woken.recv(4096)
        if watch is not None and watch.has_died:
            poller.unregister(watch.descriptor)
            if _start_database_again(watch):
                workers.renew()
            poller.register(watch.descriptor, select.POLLIN)
        workers.fill()
        if herald and exit_code(herald) is not None:
            herald = 0
        if herald and workers.quick_deaths >= TOO_MANY_QUICK_DEATHS:
            os.kill(herald, signal.SIGKILL)
            raise ServiceError("The service cannot start: the log lines above say why.")


def _start_database_again(watch: Watch) -> bool:
    """Start it until it runs; answers whether it has moved, so that workers must look it up."""
    before = watch.running
    began = time.monotonic()
    log_event("database died")
    while True:
        try:
            watch.start_again()
        except DatabaseError as error:
            log_failure("database does not start", error)
            time.sleep(PAUSE_SECONDS)
        else:
            log_event("database started again", seconds=round(time.monotonic() - began, 2))
            now = watch.running
            return (now.port, now.socket_folder) != (before.port, before.socket_folder)
