"""The safety deliberately removed: each control must be caught, or the experiment proves nothing.

Most alter the throwaway database alone; two patch the code of one process (broken/).
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.crash.comparison import Verdict
from tests.crash.import_kills import Attempt, kill_once
from tests.crash.victim import Victim
from tests.crash.write_kills import run_write_kills
from tests.crash.writers import Target

BROKEN = Path(__file__).with_name("broken")
TRIGGER = """
CREATE FUNCTION register.crash_control() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN {body} END $$;
CREATE TRIGGER crash_control BEFORE INSERT ON register.{table}
FOR EACH ROW EXECUTE FUNCTION register.crash_control()
"""
UNDO_TRIGGER = "DROP FUNCTION register.crash_control() CASCADE"
IMPORT_REMOVED = "an import commits between its assets and its rows"


@dataclass(frozen=True)
class Control:
    """One safety removed: what to run before and after, and which finding must be there."""

    name: str
    removed: str
    kinds: tuple[str, ...]
    caught: Callable[[Verdict], list[str]]
    setup: str = ""
    undo: str = ""
    breaks: str = ""
    freezes: str = ""


@dataclass(frozen=True)
class Caught:
    """What a control came to."""

    name: str
    removed: str
    findings: int
    example: str

    def line(self) -> str:
        """A row of the printed table."""
        found = f"caught, {self.findings} findings" if self.findings else "NOT CAUGHT"
        return f"{self.removed:<58} {found}" + (f": {self.example}" if self.example else "")


WRITE_CONTROLS = (
    Control(
        "forgetful_receipts",
        "a request id may be claimed again",
        ("worker",),
        lambda verdict: verdict.doubled,
        TRIGGER.format(
            table="receipt",
            body="DELETE FROM register.receipt WHERE request_id = NEW.request_id; RETURN NEW;",
        ),
        UNDO_TRIGGER,
    ),
    Control(
        "lost_events",
        "one event in ten is not written",
        ("worker",),
        lambda verdict: verdict.half_done,
        TRIGGER.format(
            table="event",
            body="IF hashtext(NEW.asset_id::text) % 10 = 0 THEN RETURN NULL; END IF; RETURN NEW;",
        ),
        UNDO_TRIGGER,
    ),
    Control(
        "no_synchronous_commit",
        "the database acknowledges before its log is written",
        ("postmaster",),
        lambda verdict: verdict.lost,
        "ALTER SYSTEM SET synchronous_commit = off; SELECT pg_reload_conf()",
        "ALTER SYSTEM RESET ALL; SELECT pg_reload_conf()",
        freezes="walwriter",  # it would write the log a moment later, and little would be lost
    ),
    Control(
        "answer_before_commit",
        "the answer leaves before the commit",
        ("worker", "worker"),
        lambda verdict: verdict.lost,
        breaks="answer_before_commit",
    ),
)


def broken_environment(how: str) -> dict[str, str]:
    """What makes a process of ours read broken/sitecustomize.py at its start."""
    return {"PYTHONPATH": str(BROKEN), "CRASH_BREAK": how}


def run_write_control(victim: Victim, target: Target, control: Control, seed: int) -> Caught:
    """Kill under writes with the safety removed, and put it back."""
    with _removed(victim, control):
        done = run_write_kills(
            victim, target, victim.folder / f"journal-{control.name}", control.kinds, seed, _mute
        )
    findings = control.caught(done.last)
    return Caught(control.name, control.removed, len(findings), findings[0] if findings else "")


def _mute(_line: str) -> None:
    """A control's kills are not printed."""


@contextmanager
def _removed(victim: Victim, control: Control) -> Iterator[None]:
    _execute(victim, control.setup)
    if control.breaks:
        victim.stop()
        victim.start(**broken_environment(control.breaks))
    if control.freezes:
        victim.freeze(control.freezes)
    try:
        yield
    finally:
        _execute(victim, control.undo)
        if control.breaks:
            victim.kill_everything(random.Random(0))  # its hasty threads would not end soon
            victim.start()


def _execute(victim: Victim, statements: str) -> None:
    with victim.connect() as connection:
        for statement in filter(None, _split(statements)):
            connection.execute(statement.encode())


def _split(statements: str) -> list[str]:
    """ALTER SYSTEM wants to be alone; the body of a function stays in one piece."""
    return [statements] if "$$" in statements else statements.split("; ")


def run_import_control(attempt: Attempt, tries: int, seed: int) -> Caught:
    """Kill imports that commit half-way, after the middle of the run, until one is caught."""
    chance = random.Random(seed)
    hasty = Attempt(
        attempt.victim, attempt.file, attempt.expected, broken_environment("commit_half_way")
    )
    seconds, _counts = hasty.undisturbed()
    for number in range(1, tries + 1):
        wait_seconds = seconds * chance.uniform(0.6, 1.0)
        killed = kill_once(hasty, number, "spread", wait_seconds, chance)
        if killed.outcome == "HALF DONE":
            return Caught("commit_half_way", IMPORT_REMOVED, len(killed.wrong), killed.wrong[0])
    return Caught("commit_half_way", IMPORT_REMOVED, 0, "")
