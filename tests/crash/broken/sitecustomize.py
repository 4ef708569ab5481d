"""Read by Python at its start where a control puts this folder on PYTHONPATH: breaks the safety.

CRASH_BREAK says how. Nothing of this is in the code of the register.
"""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

HALF_WAY_SECONDS = 2.0  # as long as a large import would go on from there
HASTY_SECONDS = 0.15


def commit_half_way() -> None:
    """An import commits once its assets are stored, before the rows that they came from."""
    from register.assets import staging
    from register.runs import applying

    store = vars(applying)["store_placed"]
    staging.TABLES = staging.TABLES.replace("ON COMMIT DELETE ROWS", "ON COMMIT PRESERVE ROWS")

    def store_and_commit(session: Any, doing: Any) -> None:
        store(session, doing)
        staging.driver(session).commit()
        time.sleep(HALF_WAY_SECONDS)

    vars(applying)["store_placed"] = store_and_commit


def answer_before_commit() -> None:
    """A write is answered first and committed a moment later, as a background task would."""
    from sqlalchemy.orm import Session

    from api.v1 import assets
    from register.database.engines import writer_engine

    @contextlib.contextmanager
    def hasty() -> Iterator[Session]:
        session = Session(writer_engine(), expire_on_commit=False)
        yield session
        threading.Thread(target=commit_later, args=[session]).start()

    def commit_later(session: Session) -> None:
        time.sleep(HASTY_SECONDS)
        session.commit()
        session.close()

    vars(assets)["transaction"] = hasty


BREAKS = {"commit_half_way": commit_half_way, "answer_before_commit": answer_before_commit}

if (asked := os.environ.get("CRASH_BREAK")) is not None:
    BREAKS[asked]()
