"""Writes that may take their time, such as publishing all of an import, tried again if need be."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from register.database.engines import transaction
from register.database.retrying import in_transaction

Answer = TypeVar("Answer")


def in_long_transaction(work: Callable[[Session], Answer]) -> Answer:
    """Run ``work`` in one transaction that no statement's limit cuts off, and commit it."""
    return in_transaction(work, lambda: transaction(is_long=True))
