"""The set-up scripts: what they say when something is missing, and when they are done."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from register.database.embedded.cluster import Cluster
from register.database.embedded.throwaway import throwaway_cluster
from register.database.urls import embedded_url, for_libpq
from register.settings import ROOT

TOOLS = ["bash", "cat", "cut", "dirname", "find", "grep", "id", "mkdir", "sha256sum", "sort"]
TOOLS += ["tail", "xargs", "rm", "env", "sed"]


def run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these variables only."""
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder of programs as on a machine that has neither Python nor apt nor sudo."""
    for name in TOOLS:
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    return tmp_path


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The scripts in a checkout of their own."""
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT / "script", checkout / "script")
    for name in ("pyproject.toml", "locks"):
        (checkout / name).symlink_to(ROOT / name)
    return checkout


def test_without_python_bootstrap_says_what_to_install(bare: Path, copied: Path) -> None:
    done = run([str(copied / "script" / "bootstrap")], PATH=str(bare), ASSETS_PYTHON="absent")
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer was not found: install it")


def test_a_failed_bootstrap_stops_the_server_and_the_tests(bare: Path, copied: Path) -> None:
    for script in ("server", "test"):
        done = run([str(copied / "script" / script)], PATH=str(bare), ASSETS_PYTHON="absent")
        assert done.returncode == 1
        assert "was not found" in done.stderr


def steps(code: str, path: str) -> subprocess.CompletedProcess[str]:
    """Run shell code after sourcing script/steps.sh."""
    return run(["bash", "-c", f". {ROOT}/script/steps.sh; {code}"], PATH=path)


def test_a_step_is_done_for_the_same_inputs_only(copied: Path) -> None:
    code = (
        f". {copied}/script/steps.sh; mark_done s 1; is_done s 1 && echo same;"
        "is_done s 2 || echo other; is_done t 1 || echo never"
    )
    done = run(["bash", "-c", code], PATH=os.environ["PATH"])
    assert done.stdout.split() == ["same", "other", "never"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can play other users")
@pytest.mark.parametrize(
    ("sudo", "answer"), [(None, "none"), ("exit 0", "sudo -n"), ("exit 1", "none")]
)
def test_who_may_install_packages(bare: Path, sudo: str | None, answer: str) -> None:
    fake = bare / "id"
    fake.unlink()
    fake.write_text('#!/bin/sh\n[ "$1" = -u ] && echo 1000 || echo users\n')
    fake.chmod(0o755)
    if sudo is not None:
        (bare / "sudo").write_text(f"#!/bin/sh\n{sudo}\n")
        (bare / "sudo").chmod(0o755)
    assert steps("administrator || echo none", str(bare)).stdout.strip() == answer


def test_the_roles_of_a_server_of_ones_own_are_made_by_the_same_file() -> None:
    with throwaway_cluster() as chosen:
        cluster = Cluster(chosen)
        running = cluster.running()
        variables = cluster.binaries.environment() | {
            "PATH": f"{cluster.binaries.folder}:{os.environ['PATH']}",
            "PGHOST": str(running.socket_folder),
            "PGPORT": str(running.port),
            "PGPASSWORD": cluster.folders.passwords()["postgres"],
            "ASSETS_OWNER_PASSWORD": "o'w\\n",
            "ASSETS_WRITER_PASSWORD": "w",
        }
        refused = run([str(ROOT / "script" / "make-roles")], **variables)
        assert refused.returncode == 1
        assert "ASSETS_READER_PASSWORD is empty" in refused.stderr
        done = run([str(ROOT / "script" / "make-roles")], **variables, ASSETS_READER_PASSWORD="r")
        assert done.returncode == 0, done.stderr
        url = for_libpq(embedded_url(chosen, "postgres"))
        for role, password in (("owner", "o'w\\n"), ("writer", "w"), ("reader", "r")):
            psycopg.connect(url, user=f"assets_{role}", password=password).close()


def test_settings_are_not_needed_to_look_at_the_command_line() -> None:
    done = run([str(ROOT / ".venv" / "bin" / "assets"), "--help"], PATH=os.environ["PATH"])
    assert done.returncode == 0
    assert "serve" in done.stdout
