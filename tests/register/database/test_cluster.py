"""The embedded cluster: started, stopped, found again after every kind of violence."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from register.database.embedded.cluster import Cluster
from register.database.embedded.processes import server_processes
from register.database.embedded.watch import Watch
from register.database.errors import DatabaseBusy, DatabaseNotRunning
from register.database.urls import embedded_url, for_libpq


def ask(cluster: Cluster, sql: str, role: str = "postgres") -> str:
    """The first value that the cluster answers, as text."""
    url = for_libpq(embedded_url(cluster.settings, role))
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(sql.encode()).fetchone()
        return "" if row is None else str(row[0])


def kill_9(cluster: Cluster, pid: int) -> None:
    """Kill the server and wait until the kernel has done so."""
    os.kill(pid, signal.SIGKILL)
    while (found := cluster.postmaster()) is not None and found.pid == pid:
        time.sleep(0.01)


def test_it_runs_inside_the_block_and_not_after_it(cluster: Cluster) -> None:
    with cluster.in_use() as running:
        assert running.is_ready
        assert ask(cluster, "SELECT postgis_lib_version()", "assets_reader").startswith("3.")
    assert cluster.postmaster() is None
    with pytest.raises(DatabaseNotRunning, match="assets db start"):
        embedded_url(cluster.settings, "assets_reader")


def test_what_was_committed_is_there_after_kill_9_of_the_server(cluster: Cluster) -> None:
    running = cluster.start()
    with psycopg.connect(for_libpq(embedded_url(cluster.settings, "assets_owner"))) as connection:
        connection.execute("CREATE TABLE public.kept AS SELECT 7 AS number")
    kill_9(cluster, running.pid)
    again = cluster.start()
    assert again.pid != running.pid
    assert again.port == running.port
    assert ask(cluster, "SELECT number FROM public.kept") == "7"


def test_a_backend_that_outlives_its_server_does_not_stop_the_next(cluster: Cluster) -> None:
    running = cluster.start()
    connection = psycopg.connect(for_libpq(embedded_url(cluster.settings, "postgres")))
    backend = connection.info.backend_pid
    os.kill(backend, signal.SIGSTOP)  # it cannot notice that its server dies
    kill_9(cluster, running.pid)
    assert cluster.start().is_ready
    assert backend not in server_processes(cluster.folders.data, cluster.who)
    connection.close()


def test_a_server_that_outlived_its_service_is_adopted(cluster: Cluster) -> None:
    running = cluster.start()
    assert Cluster(cluster.settings).start().pid == running.pid


def test_a_stale_pid_file_whose_pid_lives_as_another_process(cluster: Cluster) -> None:
    running = cluster.start()
    note = cluster.folders.data / "postmaster.pid"
    lines = note.read_text().splitlines()
    cluster.stop()
    sleeper = subprocess.Popen(["sleep", "60"], user=cluster.who.uid)
    try:
        note.write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n")
        assert cluster.start().pid not in (running.pid, sleeper.pid)
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_half_made_cluster_is_made_anew(cluster: Cluster) -> None:
    junk = cluster.folders.making / "pgdata" / "base"
    junk.mkdir(parents=True)
    (junk / "1").write_text("half")
    assert cluster.start().is_ready
    assert not cluster.folders.making.exists()


@pytest.mark.parametrize("after_seconds", [0.3, 0.6, 0.9, 1.2])
def test_a_start_that_was_killed_on_the_way_can_be_repeated(
    cluster: Cluster, after_seconds: float
) -> None:
    code = (
        "import sys; from pathlib import Path; from register.settings import Settings;"
        "from register.database.embedded.cluster import Cluster;"
        "Cluster(Settings(data_dir=Path(sys.argv[1]))).start()"
    )
    command = [sys.executable, "-c", code, str(cluster.settings.data_dir)]
    first = subprocess.Popen(command, cwd=Path(__file__).parents[3])
    time.sleep(after_seconds)
    first.kill()
    first.wait()
    assert cluster.start().is_ready
    assert ask(cluster, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'assets%'") == "3"


def test_a_second_service_on_the_folder_is_refused(cluster: Cluster) -> None:
    second = Cluster(cluster.settings).alone()
    with cluster.alone(), pytest.raises(DatabaseBusy, match="Another service already runs"), second:
        pass
    with Cluster(cluster.settings).alone():
        pass


def test_it_cannot_be_stopped_under_somebody_who_uses_it(cluster: Cluster) -> None:
    with cluster.in_use():
        with Cluster(cluster.settings).in_use():
            pass
        assert cluster.postmaster() is not None
        with pytest.raises(DatabaseBusy, match="in use"):
            Cluster(cluster.settings).stop()


def test_one_that_was_asked_to_stay_stays(cluster: Cluster) -> None:
    cluster.start()
    cluster.folders.kept.touch()
    with cluster.in_use():
        pass
    assert cluster.postmaster() is not None
    cluster.stop()
    assert cluster.postmaster() is None


def test_a_watch_sees_the_server_die_and_starts_it_again(cluster: Cluster) -> None:
    with cluster.in_use() as running:
        watch = Watch(cluster)
        assert not watch.has_died
        os.kill(running.pid, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while not watch.has_died and time.monotonic() < deadline:
            time.sleep(0.01)
        watch.start_again()
        assert watch.running.pid != running.pid
        assert not watch.has_died
        watch.close()


def test_nobody_else_can_come_near_it(cluster: Cluster) -> None:
    running = cluster.start()
    sockets = running.socket_folder.stat()
    assert stat.S_IMODE(sockets.st_mode) == 0o700
    assert sockets.st_uid == cluster.who.uid
    assert len(str(running.socket_folder)) <= 93
    assert stat.S_IMODE((cluster.folders.cluster / "passwords").stat().st_mode) == 0o600
    assert stat.S_IMODE(cluster.folders.data.stat().st_mode) == 0o700
    assert ask(cluster, "SHOW listen_addresses") == "127.0.0.1"
    for host in ("127.0.0.1", str(running.socket_folder)):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=host, port=running.port, user="postgres", password="guess", dbname="postgres"
            )


def test_a_planted_socket_folder_is_not_used(cluster: Cluster) -> None:
    first = cluster.start().socket_folder
    cluster.stop()
    assert not first.exists()
    first.symlink_to("/var/tmp")
    try:
        second = cluster.start().socket_folder
        assert second != first
        assert stat.S_IMODE(second.lstat().st_mode) == 0o700
    finally:
        first.unlink()


def test_it_is_safe_and_checks_its_pages(cluster: Cluster) -> None:
    cluster.start()
    for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert ask(cluster, f"SHOW {name}") == "on"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
