"""Transactions tried again where the database asks for it: a deadlock is nobody's fault."""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from register.database.engines import transaction

Answer = TypeVar("Answer")
TRIES = 5
AGAIN = ("40001", "40P01")  # a serialization failure, a deadlock: the whole may be run again


def in_transaction(
    work: Callable[[Session], Answer],
    begin: Callable[[], AbstractContextManager[Session]] = transaction,
) -> Answer:
    """Run ``work`` in one transaction of the writer role and commit it.

    ``work`` must do nothing outside the database: it may run more than once.
    """
    for left in reversed(range(TRIES)):
        try:
            with begin() as session:
                return work(session)
        except DBAPIError as error:
            if left == 0 or getattr(error.orig, "sqlstate", None) not in AGAIN:
                raise
        time.sleep(random.uniform(0.01, 0.1))
    raise AssertionError("the last try answers or raises")
