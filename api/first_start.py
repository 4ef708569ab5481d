"""What a start loads: kinds, places and postcodes where missing, at first a demonstration.

Costs a few milliseconds when nothing is to be done, and then imports nothing heavy.
"""

import logging
from typing import TYPE_CHECKING

from register.settings import Settings
from register.starting import has_all

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOG = logging.getLogger("assets")  # silent on the command line, structured in the service
ACTOR = "first start"
ALONE = "SELECT pg_advisory_xact_lock(4712)"
IS_FIRST = """
SELECT NOT EXISTS (SELECT FROM published.boundary_release)
    AND NOT EXISTS (SELECT FROM register.event)
"""


def prepare_register(settings: Settings, empty: bool) -> None:
    """Load what is missing, whole or not at all; a demonstration at first, unless ``empty``."""
    if has_all(settings):
        return
    from register.database.engines import forget_engines, transaction

    with transaction(is_long=True) as session:
        _load(session, with_demonstration=not empty)
    forget_engines()  # a supervisor keeps no connection open


def _load(session: "Session", *, with_demonstration: bool) -> None:
    """One transaction: a service killed half-way finds its first start still to be made."""
    from sqlalchemy import text

    from importers.demonstration import DEMONSTRATION, load_demonstration
    from register.kinds.syncing import sync_kinds
    from register.places.loading import load_places_from_data
    from register.publishing.projection import republish

    session.execute(text(ALONE))  # two machines may start at once on one database
    is_first = bool(session.scalar(text(IS_FIRST)))
    synced = sync_kinds(session)
    loaded = load_places_from_data(session)
    counts = (len(synced.written), loaded.areas, loaded.postcodes)
    LOG.info("data loaded: %d kinds, %d areas, %d postcodes", *counts)
    if is_first and with_demonstration and DEMONSTRATION.exists():
        done = load_demonstration(session, ACTOR)
        LOG.info("demonstration loaded: %s", done.run.line())
    elif synced.written:
        # How finely a kind is shown may have changed: what is public must follow at once.
        republish(session)
