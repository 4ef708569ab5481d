"""Sessions of public assets, projected from their public details: nothing that is not there.

Most assets have none, and those cost nothing: an index holds only the ones that do.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

FORGET = """
DELETE FROM published.public_session AS s USING touched_asset AS t WHERE s.asset_id = t.asset_id
"""
FORGET_ALL = "DELETE FROM published.public_session"
# Single dates, where there is no rule, tell their weekdays; a day of the month tells none.
PROJECT = """
INSERT INTO published.public_session (asset_id, position, weekday, starts, ends, from_on, until_on,
    schedule)
SELECT DISTINCT a.id, said.position, coalesce(day.weekday, 0), CAST(said.rule ->> 'starts' AS time),
    CAST(said.rule ->> 'ends' AS time), CAST(said.rule ->> 'from' AS date),
    CAST(said.rule ->> 'until' AS date), said.rule
FROM touched_asset AS t
JOIN published.public_asset AS a ON a.id = t.asset_id AND a.details ? 'sessions'
CROSS JOIN LATERAL jsonb_array_elements(a.details -> 'sessions') WITH ORDINALITY
    AS said(rule, position)
LEFT JOIN LATERAL (
    SELECT CAST(number AS smallint) AS weekday
    FROM jsonb_array_elements_text(said.rule -> 'days') AS days(number)
    UNION
    SELECT CAST(extract(isodow FROM CAST(written AS date)) AS smallint)
    FROM jsonb_array_elements_text(said.rule -> 'also_on') AS dates(written)
    WHERE said.rule ->> 'every' = 'dates'
) AS day ON true
"""


def publish_sessions(session: Session) -> None:
    """Bring the sessions of every asset in ``touched_asset`` up to date, after the assets."""
    session.execute(text(FORGET))
    session.execute(text(PROJECT))


def republish_sessions(session: Session) -> None:
    """The same for all, when ``touched_asset`` holds every asset."""
    session.execute(text(FORGET_ALL))
    session.execute(text(PROJECT))
