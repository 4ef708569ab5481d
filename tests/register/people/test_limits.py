"""Limits: the same for every process, exact under pressure, and silent about whom they count."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from register.database.engines import transaction
from register.people.limits import Limit, admit, forget_tries, give_back

FEW = Limit("test", 7, 10)
OTHER_PROCESS = """
from register.people.limits import Limit, admit
print(sum(admit(Limit("test", 7, 10), "ann@example.org") for _ in range(20)))
"""


def test_so_many_and_no_more(emptied):
    assert [admit(FEW, "ann") for _ in range(9)] == [True] * 7 + [False] * 2
    assert admit(FEW, "bea")


def test_many_at_once_are_counted_one_by_one(emptied):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: admit(FEW, "ann"), range(40)))
    assert sum(found) == 7


def test_another_process_goes_on_counting(emptied):
    def elsewhere():
        done = subprocess.run(
            [sys.executable, "-c", OTHER_PROCESS], capture_output=True, text=True, check=True
        )
        return int(done.stdout)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(lambda _: elsewhere(), range(2))) == 7
    assert not admit(FEW, "ann@example.org")


def test_a_period_ends(emptied):
    for _ in range(8):
        admit(FEW, "ann")
    with transaction() as session:
        session.execute(text("UPDATE register.attempt SET until = now()"))
    assert [admit(FEW, "ann") for _ in range(8)] == [True] * 7 + [False]


def test_what_was_right_is_given_back(emptied):
    for _ in range(7):
        admit(FEW, "ann")
        with transaction() as session:
            give_back(session, FEW, "ann")
    assert admit(FEW, "ann")
    with transaction() as session:
        forget_tries(session, FEW, "ann")
        assert session.scalar(text("SELECT count(*) FROM register.attempt")) == 0


def test_the_table_names_nobody(emptied):
    admit(FEW, "ann@example.org")
    with transaction() as session:
        assert b"ann" not in session.scalars(text("SELECT key FROM register.attempt")).one()
