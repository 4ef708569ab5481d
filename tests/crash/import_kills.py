"""kill -9 of everything during an import: afterwards the run is there whole, or not at all."""

import random
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.crash.emptying import empty_register
from tests.crash.import_files import write_import_file
from tests.crash.import_state import Expected, Outcome, outcome_of
from tests.crash.places import borough_places
from tests.crash.victim import Connection, Victim, VictimFailed

IMPORT_SECONDS = 1800
LOG = "import.log"
TRIES = 3
# The statement under way in the transaction of the import, the oldest of the writers.
UNDER_WAY = """
SELECT query FROM pg_stat_activity
WHERE usename = 'assets_writer' AND xact_start < clock_timestamp() - interval '0.5 s'
ORDER BY xact_start LIMIT 1
"""
LAST_STATEMENTS = (
    "INSERT INTO register.reject", "COPY register.reject", "SELECT line", "UPDATE register.run",
    "UPDATE published.revision", "COMMIT",
)  # fmt: skip
BEFORE_THE_END = ("INSERT INTO register.row", *LAST_STATEMENTS)
NEAR_COMMIT = 1.5  # how far the moments near the commit reach, as a multiple of the end's length

Moment = Literal["spread", "near commit"]
Report = Callable[[str], None]


@dataclass(frozen=True)
class ImportKill:
    """One kill: when, in which statement, what was found after the restart."""

    number: int
    moment: Moment
    has_ended: bool
    after_seconds: float
    statement: str
    was_acknowledged: bool
    restart_seconds: float
    outcome: Outcome
    wrong: list[str]

    def line(self) -> str:
        """A row of the printed table."""
        return (
            f"{self.number:>3}  {self.moment:<11} {self.after_seconds:>7.2f} s  "
            f"{self.outcome:<9} {self.restart_seconds:>7.2f} s  "
            f"{'the import had ended' if self.has_ended else self.statement}"
        )

    @property
    def problems(self) -> list[str]:
        """What must not be, if anything."""
        found = [f"import kill {self.number}: {wrong}" for wrong in self.wrong]
        if self.was_acknowledged and self.outcome != "whole":
            found.append(f"import kill {self.number}: reported as done, found: {self.outcome}")
        return found


HEADING = " no  moment          after  outcome     restart  statement under way"


@dataclass
class ImportKills:
    """The whole experiment, with the seconds of a run that nobody disturbs, and of its end."""

    rows: int
    whole_seconds: float = 0.0
    end_seconds: float = 0.0
    kills: list[ImportKill] = field(default_factory=list)
    afterwards: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Everything that must not be."""
        return [*(found for kill in self.kills for found in kill.problems), *self.afterwards]


@dataclass(frozen=True)
class Attempt:
    """What is imported, into which service, and with which additions to the environment."""

    victim: Victim
    file: Path
    expected: Expected
    more: dict[str, str] = field(default_factory=dict)

    def begin(self) -> subprocess.Popen[bytes]:
        """Begin the import; its report goes to a file of its own."""
        (self.victim.folder / LOG).unlink(missing_ok=True)
        words = ("import", "spreadsheet", self.file, "--publish")
        return self.victim.run(*words, log=LOG, **self.more)

    def undisturbed(self) -> tuple[float, str]:
        """Import to the end; answers the seconds and the line of counts."""
        began = time.monotonic()
        if self.begin().wait(IMPORT_SECONDS):
            raise VictimFailed(f"The import failed: {self.said()[-2000:]}")
        found = re.search(r"^new: .*$", self.said(), re.MULTILINE)
        return time.monotonic() - began, found[0] if found else ""

    def said(self) -> str:
        """What the import printed."""
        return (self.victim.folder / LOG).read_text(errors="replace")

    def empty(self) -> None:
        """Make room for the next run."""
        with self.victim.connect() as connection:
            empty_register(connection)


def prepare(victim: Victim, rows: int, seed: int) -> Attempt:
    """Write the file to import."""
    file = victim.folder / "generated.csv"
    with victim.connect() as connection:
        bad = write_import_file(file, rows, borough_places(connection), seed)
    return Attempt(victim, file, Expected(rows, bad))


def run_import_kills(
    attempt: Attempt, count: int, near_commit: int, seed: int, report: Report
) -> ImportKills:
    """Kill `count` imports at moments spread over the run, and `near_commit` more at its end.

    The register is emptied first, and left empty.
    """
    attempt.empty()
    done = ImportKills(attempt.expected.good)
    done.whole_seconds, done.end_seconds = _timed(attempt)
    _expect_whole(attempt, done)
    report(
        f"An undisturbed import of {done.rows:,} rows takes {done.whole_seconds:.1f} s, "
        f"its last statements and commit {done.end_seconds:.2f} s."
    )
    report(HEADING)
    for kill in _kills(attempt, count, near_commit, done, random.Random(seed)):
        done.kills.append(kill)
        report(kill.line())
    _import_at_last(attempt, done)
    attempt.empty()
    return done


def _timed(attempt: Attempt) -> tuple[float, float]:
    """Import undisturbed; answers the seconds of it all and those of its end with the commit."""
    with attempt.victim.connect() as connection:
        began = time.monotonic()
        process = attempt.begin()
        _wait_for(connection, process, LAST_STATEMENTS)
        end_began = time.monotonic()
        while statement_under_way(connection) != "-":
            time.sleep(0.001)
        end_seconds = time.monotonic() - end_began
        if process.wait(IMPORT_SECONDS):
            raise VictimFailed(f"The import failed: {attempt.said()[-2000:]}")
    return time.monotonic() - began, end_seconds


def _kills(
    attempt: Attempt, count: int, near_commit: int, done: ImportKills, chance: random.Random
) -> Iterator[ImportKill]:
    whole_seconds = done.whole_seconds
    moments: list[tuple[Moment, float]] = [
        ("spread", (number + chance.random()) / count) for number in range(count)
    ]
    chance.shuffle(moments)
    moments += [
        ("near commit", NEAR_COMMIT * (number + chance.random()) / near_commit)
        for number in range(near_commit)
    ]
    for number, (moment, share) in enumerate(moments, 1):
        for _ in range(TRIES):
            seconds = share * (done.end_seconds if moment == "near commit" else whole_seconds)
            killed = kill_once(attempt, number, moment, seconds, chance)
            yield killed
            if moment == "near commit" or not killed.has_ended:
                break
            # It was quicker than the undisturbed one: that kill counts, and another follows.
            whole_seconds = min(whole_seconds, killed.after_seconds)


def kill_once(
    attempt: Attempt, number: int, moment: Moment, wait_seconds: float, chance: random.Random
) -> ImportKill:
    """Import into an empty register, kill everything at the moment, start again, and look."""
    attempt.empty()  # of what crashes left behind, too: else each import would be slower
    with attempt.victim.connect() as connection:
        began = time.monotonic()
        process = attempt.begin()
        if moment == "near commit":
            _wait_for(connection, process, BEFORE_THE_END)
            known = attempt.victim.alive()
            statement = _wait_for(connection, process, LAST_STATEMENTS)
            time.sleep(wait_seconds)
        else:
            _wait(process, wait_seconds)
            known = attempt.victim.alive()
            statement = statement_under_way(connection)
        has_ended = process.poll() is not None
        after_seconds = time.monotonic() - began
        attempt.victim.kill_everything(chance, known)
    was_acknowledged = "new: " in attempt.said()
    restart_seconds = attempt.victim.start()
    with attempt.victim.connect() as connection:
        outcome, wrong = outcome_of(connection, attempt.expected)
    return ImportKill(
        number, moment, has_ended, after_seconds, statement, was_acknowledged, restart_seconds,
        outcome, wrong,
    )  # fmt: skip


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait so long; an import that was quicker is killed at once after its end."""
    try:
        process.wait(max(0.0, seconds))
    except subprocess.TimeoutExpired:
        return


def _wait_for(
    connection: Connection, process: subprocess.Popen[bytes], statements: tuple[str, ...]
) -> str:
    """Wait until the import is at one of these statements, or has ended; answers which."""
    deadline = time.monotonic() + IMPORT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if (found := statement_under_way(connection)).startswith(statements):
            return found
        time.sleep(0.001)
    return "-"


def statement_under_way(connection: Connection) -> str:
    """The beginning of the statement that the import is at; a dash when it is at none."""
    rows = connection.execute(UNDER_WAY).fetchall()
    return " ".join(str(rows[0][0]).split())[:60] if rows else "-"


def _expect_whole(attempt: Attempt, done: ImportKills) -> None:
    with attempt.victim.connect() as connection:
        outcome, wrong = outcome_of(connection, attempt.expected)
    if outcome != "whole":
        done.afterwards.append(f"an undisturbed import left: {outcome}, {wrong}")


def _import_at_last(attempt: Attempt, done: ImportKills) -> None:
    """After all kills the same file goes in whole, and once more changes nothing."""
    if done.kills and done.kills[-1].outcome != "nothing":
        attempt.empty()
    attempt.undisturbed()
    _expect_whole(attempt, done)
    _seconds, counts = attempt.undisturbed()
    good, bad = attempt.expected.good, attempt.expected.bad
    if counts != f"new: 0 changed: 0 unchanged: {good} rejected: {bad} outside: 0":
        done.afterwards.append(f"the same file again did not change nothing: {counts}")
