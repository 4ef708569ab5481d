"""Publishing: from the private register to the public schema, the same for one asset and for all.

Applied in SQL: the precision of each asset, the audience of each contact, and that no locality
finer than the precision is named.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import BULK, TABLES
from register.offers.publishing import publish_offers, republish_offers
from register.publishing.decisions import project_decisions, project_voices
from register.publishing.finished import DOCUMENT, FEATURE, HEAD
from register.publishing.former import project_former
from register.publishing.gifts import publish_gifts, republish_gifts
from register.publishing.overdue import project_overdue, sync_overdue
from register.publishing.revision import raise_revision
from register.publishing.search_text import SEARCH
from register.publishing.shown import LOCATION, PUBLISHABLE, SHOWN
from register.publishing.vocabulary import follow_words, rebuild_words, words_touched
from register.relations.publishing import publish_relations, republish_relations
from register.representatives.publishing import publish_representatives
from register.schedules.publishing import publish_sessions, republish_sessions

# How coarse a kind of locality is, and the finest that each precision may name.
FINENESS = """(VALUES ('neighbourhood', 1), ('town_centre', 1), ('ward', 2), ('constituency', 3),
    ('borough', 4)) AS fineness(kind, level)"""
FINEST = """CASE coalesce(a.precision, k.precision)
    WHEN 'ward' THEN 2 WHEN 'none' THEN 4 WHEN 'never' THEN 9 ELSE 1 END"""

FORGET = (
    "DELETE FROM published.public_asset AS p USING touched_asset AS t WHERE p.id = t.asset_id",
    "DELETE FROM published.public_membership AS m USING touched_asset AS t "
    "WHERE m.asset_id = t.asset_id",
)

MEMBERSHIP = f"""
INSERT INTO published.public_membership (locality_id, asset_id, is_located)
SELECT said.locality_id, said.asset_id, bool_or(said.is_located)
FROM (
    SELECT m.asset_id, m.locality_id, true AS is_located
    FROM register.membership AS m JOIN touched_asset AS t ON t.asset_id = m.asset_id
    UNION ALL
    SELECT s.asset_id, s.locality_id, false
    FROM register.served AS s JOIN touched_asset AS t ON t.asset_id = s.asset_id
) AS said
JOIN register.asset AS a ON a.id = said.asset_id
JOIN register.kind AS k ON k.slug = a.kind
JOIN published.locality AS l ON l.id = said.locality_id
JOIN {FINENESS} ON fineness.kind = l.kind
WHERE {PUBLISHABLE} AND fineness.level >= {FINEST}
GROUP BY said.locality_id, said.asset_id
"""  # noqa: S608 (constants)

# By place: what a map shows together is then read together, from few pages.
PROJECT = f"""
INSERT INTO published.public_asset (id, slug, kind, family, name, summary, address, postcode,
    location, precision, located, served, details, for_whom, contacts, source, updated_at,
    checked_on, checked_how, search, feature, document)
SELECT id, slug, kind, family, name, summary, address, postcode, shown_at, precision, located,
    served, details, for_whom, contacts, source, updated_at, checked_on, checked_how,
    {SEARCH}, {FEATURE}, {DOCUMENT}
FROM (
    SELECT s.*, {HEAD} AS head
    FROM (SELECT s.*, {LOCATION} AS shown_at FROM ({SHOWN}) AS s ORDER BY shown_at) AS s OFFSET 0
) AS s
"""  # noqa: S608 (constants)


# Of tables that this transaction has filled the planner knows nothing, guesses that few rows will
# join, and nests loops that never end over 400,000. For many assets it must hash.
PLAN = f"""
SELECT set_config('enable_nestloop', CASE WHEN is_many THEN 'off' ELSE 'on' END, true),
    set_config('work_mem', CASE WHEN is_many THEN '96MB' ELSE current_setting('work_mem') END, true)
FROM (SELECT count(*) > {BULK} AS is_many
    FROM (SELECT FROM touched_asset LIMIT {BULK + 1}) AS first_ones) AS counted
"""  # noqa: S608 (a constant)


def publish_touched(session: Session) -> None:
    """Project every asset in ``touched_asset``, or take it out of sight when it is not public."""
    session.execute(text(PLAN))
    words_before = words_touched(session)
    for statement in FORGET:
        session.execute(text(statement))
    session.execute(text(MEMBERSHIP))
    session.execute(text(PROJECT))
    follow_words(session, words_before)
    publish_sessions(session)
    project_former(session)
    project_decisions(session)
    project_overdue(session)
    publish_gifts(session)
    publish_relations(session)
    publish_offers(session)


def republish(session: Session) -> int:
    """Rebuild the whole projection from the register; answers how many assets are public."""
    session.execute(text(TABLES))
    session.execute(text("TRUNCATE touched_asset"))
    session.execute(text("INSERT INTO touched_asset SELECT id FROM register.asset"))
    session.execute(text("ANALYZE touched_asset"))
    session.execute(text(PLAN))
    session.execute(text("DELETE FROM published.public_asset"))
    session.execute(text("DELETE FROM published.public_membership"))
    session.execute(text("DELETE FROM published.former_asset"))
    session.execute(text("DELETE FROM published.decision"))
    session.execute(text(MEMBERSHIP))
    session.execute(text(PROJECT))
    republish_sessions(session)
    project_former(session)
    project_decisions(session)
    project_voices(session)
    sync_overdue(session)
    republish_gifts(session)
    republish_relations(session)
    republish_offers(session)
    rebuild_words(session)
    publish_representatives(session)
    raise_revision(session)
    return int(session.scalars(text("SELECT count(*) FROM published.public_asset")).one())
