"""Kills while writers write: each is followed by recovery, and by a look at every write so far."""

import itertools
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from register.settings import ROOT
from tests.crash.comparison import Verdict, compare
from tests.crash.emptying import empty_register
from tests.crash.journal import Journal
from tests.crash.places import borough_places
from tests.crash.victim import ASSETS, Victim, VictimFailed
from tests.crash.writers import Target, Writer

WRITERS = 8
LONGEST_RECOVERY_SECONDS = 10.0
GIVE_UP_SECONDS = 60.0
KINDS = ("worker", "backend", "postmaster")
EVERYTHING_EACH = 7

Report = Callable[[str], None]


@dataclass(frozen=True)
class Kill:
    """One kill: what, after how many seconds of writing, and how long until all wrote again."""

    number: int
    what: str
    after_seconds: float
    recovery_seconds: float
    verdict: Verdict

    def line(self) -> str:
        """A row of the printed table."""
        verdict = self.verdict
        return (
            f"{self.number:>3}  {self.what:<11} {self.after_seconds:>6.2f} s "
            f"{self.recovery_seconds:>8.2f} s {verdict.acknowledged:>8} {len(verdict.lost):>5} "
            f"{len(verdict.doubled):>8} {len(verdict.half_done):>10} "
            f"{verdict.unknown_there:>4} + {verdict.unknown_absent:<4}"
        )


HEADING = (
    " no  killed       after   all again    acked  lost  doubled  half-done  unknown there + not"
)


@dataclass
class WriteKills:
    """The whole experiment: its kills, the last comparison, and what the writers met."""

    kills: list[Kill] = field(default_factory=list)
    last: Verdict = field(default_factory=Verdict)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def problems(self) -> list[str]:
        """Everything that must not be."""
        slow = [
            f"kill {kill.number} ({kill.what}): {kill.recovery_seconds:.1f} s until all wrote again"
            for kill in self.kills
            if kill.recovery_seconds > LONGEST_RECOVERY_SECONDS
        ]
        seen = [problem for kill in self.kills for problem in kill.verdict.problems]
        return list(dict.fromkeys([*seen, *self.last.problems, *slow]))


def token_of(victim: Victim, *options: str) -> str:
    """Make a builder's token at the command line."""
    command = [*ASSETS, "token", "create", "--role", "builder", *options]
    made = subprocess.run(
        command,
        cwd=ROOT,
        env=victim.environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return made.stdout.split()[-1]


def target_of(victim: Victim) -> Target:
    """Where the writers write, with tokens made for them."""
    with victim.connect() as connection:
        places = borough_places(connection)
    publishing, proposing = token_of(victim, "--publish"), token_of(victim, "--propose")
    return Target(victim.port, publishing, proposing, places)


@contextmanager
def writing(
    target: Target, journal: Journal, seed: int, count: int = WRITERS
) -> Iterator[list[Writer]]:
    """Writers at work inside the block, seen through to their last acknowledgement after it."""
    writers = [
        Writer(target, journal, random.Random(f"{seed} {number}"), proposes=number == 0)
        for number in range(count)
    ]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(120)
        if any(writer.is_alive() for writer in writers):
            raise VictimFailed("A writer did not end.")


def run_write_kills(
    victim: Victim, target: Target, journal_path: Path, whats: Iterable[str], seed: int,
    report: Report,
) -> WriteKills:  # fmt: skip
    """Kill one after the other, while writers write, and compare after each.

    The register is emptied first.
    """
    with victim.connect() as connection:
        empty_register(connection)
    chance, done = random.Random(seed), WriteKills()
    journal = Journal(journal_path)
    report(HEADING)
    with writing(target, journal, seed) as writers:
        for number, what in enumerate(whats, 1):
            _wait_until_all_write(victim, writers, time.monotonic())
            done.kills.append(_kill(victim, writers, journal_path, number, what, chance))
            report(done.kills[-1].line())
    journal.close()
    done.counts = sum((writer.counts for writer in writers), Counter())
    with victim.connect() as connection:
        done.last = compare(journal_path, connection)
    return done


def kinds_in_turn(count: int) -> Iterator[str]:
    """Worker, backend, postmaster, and so on; each seventh time everything at once."""
    parts = itertools.cycle(KINDS)
    for number in range(1, count + 1):
        yield "everything" if number % EVERYTHING_EACH == 0 else next(parts)


def _kill(
    victim: Victim, writers: list[Writer], journal: Path, number: int, what: str,
    chance: random.Random,
) -> Kill:  # fmt: skip
    after_seconds = chance.uniform(0.3, 2.5)
    time.sleep(after_seconds)
    getattr(victim, f"kill_{what}")(chance)
    killed_at = time.monotonic()
    if what == "everything":
        victim.start()
    recovery_seconds = _wait_until_all_write(victim, writers, killed_at)
    with victim.connect() as connection:
        verdict = compare(journal, connection)
    return Kill(number, what, after_seconds, recovery_seconds, verdict)


def _wait_until_all_write(victim: Victim, writers: list[Writer], since: float) -> float:
    """Seconds until each writer had a write acknowledged that it sent since, and nothing lacks."""
    while time.monotonic() < since + GIVE_UP_SECONDS:
        if all(writer.succeeded_sent_at > since for writer in writers) and victim.is_complete():
            return time.monotonic() - since
        time.sleep(0.02)
    raise VictimFailed(f"Not all wrote again within {GIVE_UP_SECONDS} seconds.")
