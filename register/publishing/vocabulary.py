"""The words of what is public: by them a typing error is mended, so none other may be in there.

A change of a few assets takes its words along in the same transaction. After very many the list is
only marked: it is made anew a moment later, outside the import.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import BULK

# Names, summaries and addresses; numbers are no words.
_TEXT = "to_tsvector('simple', unaccent(a.name || ' ' || a.summary || ' ' || a.address))"
_IS_WORD = r"~ '^[[\:alpha\:]]{3,30}$'"  # the colons are not SQLAlchemy's
IS_MANY = f"""
SELECT count(*) > {BULK} FROM (SELECT FROM touched_asset LIMIT {BULK + 1}) AS first_ones
"""  # noqa: S608 (a constant)
OF_TOUCHED = f"""
SELECT DISTINCT said.word
FROM touched_asset AS t JOIN published.public_asset AS a ON a.id = t.asset_id,
    unnest(tsvector_to_array({_TEXT})) AS said(word)
WHERE said.word {_IS_WORD}
"""  # noqa: S608 (constants)
MARK = "UPDATE published.search_state SET is_stale = true WHERE NOT is_stale"
ADD = """
INSERT INTO published.search_word (word)
SELECT word FROM unnest(CAST(:words AS text[])) AS new(word)
ORDER BY word ON CONFLICT DO NOTHING
"""
DROP = """
DELETE FROM published.search_word AS w WHERE w.word IN (
    SELECT word FROM unnest(CAST(:words AS text[])) AS gone(word)
    WHERE NOT EXISTS (SELECT FROM published.public_asset AS a
        WHERE a.search @@ plainto_tsquery('english', gone.word))
    ORDER BY word)
"""
TURN = "SELECT pg_advisory_xact_lock(hashtextextended('published.search_word', 0))"
REBUILD = f"""
WITH said AS MATERIALIZED (
    SELECT word FROM ts_stat('SELECT {_TEXT.replace("'", "''")} FROM published.public_asset AS a')
    WHERE word {_IS_WORD}
), gone AS (
    DELETE FROM published.search_word AS w WHERE NOT EXISTS (
        SELECT FROM said WHERE said.word = w.word)
)
INSERT INTO published.search_word (word) SELECT word FROM said ORDER BY word ON CONFLICT DO NOTHING
"""  # noqa: S608 (constants)
FRESH = "UPDATE published.search_state SET is_stale = false"
IS_STALE = "SELECT is_stale FROM published.search_state"


def words_touched(session: Session) -> set[str] | None:
    """The public words of the assets in ``touched_asset``; None where they are very many."""
    if session.scalars(text(IS_MANY)).one():
        return None
    return set(session.scalars(text(OF_TOUCHED)))


def follow_words(session: Session, before: set[str] | None) -> None:
    """Bring the words up to date with what was just published."""
    after = words_touched(session) if before is not None else None
    if before is None or after is None:
        session.execute(text(MARK))
        return
    added, gone = sorted(after - before), sorted(before - after)
    if added or gone:
        # Two at once that add the same words, in two steps each, would wait for one another.
        session.execute(text(TURN))
    if added:
        session.execute(text(ADD), {"words": added})
    if gone:
        session.execute(text(DROP), {"words": gone})


def rebuild_words(session: Session) -> None:
    """Make the words anew from all that is public. One at a time."""
    session.execute(text(TURN))
    session.execute(text(REBUILD))
    session.execute(text(FRESH))


def rebuild_stale_words(session: Session) -> bool:
    """The same, if very many assets have changed since; whether it was needed."""
    if not session.scalars(text(IS_STALE)).one():
        return False
    rebuild_words(session)
    return True
