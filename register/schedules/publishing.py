"""Sessions of public assets that are still to come, from their public details and nothing else.

Most assets have none, and those cost nothing: an index holds only the ones that do.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

FORGET = """
DELETE FROM published.public_session AS s USING touched_asset AS t WHERE s.asset_id = t.asset_id
"""
FORGET_ALL = "DELETE FROM published.public_session"
# The weekdays on which one schedule, ``said.rule``, has sessions still to come, and until when.
# Single dates, where there is no rule or it is over, tell theirs; days of the month tell none (0).
DAYS_TO_COME = """
SELECT CAST(days.number AS smallint) AS weekday, CAST(said.rule ->> 'until' AS date) AS until_on
FROM jsonb_array_elements_text(coalesce(said.rule -> 'days', '[0]')) AS days(number)
WHERE said.rule ->> 'every' <> 'dates'
    AND coalesce(CAST(said.rule ->> 'until' AS date) >= current_date, true)
UNION ALL
SELECT CAST(extract(isodow FROM dates.day) AS smallint), max(dates.day)
FROM (SELECT CAST(written AS date) AS day
    FROM jsonb_array_elements_text(said.rule -> 'also_on') AS single(written)
    WHERE NOT coalesce(said.rule -> 'not_on' ? written, false)) AS dates
WHERE dates.day >= current_date
    AND (said.rule ->> 'every' = 'dates' OR CAST(said.rule ->> 'until' AS date) < current_date)
GROUP BY 1
"""
PROJECT = f"""
INSERT INTO published.public_session (asset_id, position, weekday, starts, ends, from_on, until_on,
    schedule)
SELECT DISTINCT a.id, said.position, day.weekday, CAST(said.rule ->> 'starts' AS time),
    CAST(said.rule ->> 'ends' AS time), CAST(said.rule ->> 'from' AS date), day.until_on, said.rule
FROM touched_asset AS t
JOIN published.public_asset AS a ON a.id = t.asset_id AND a.details ? 'sessions'
CROSS JOIN LATERAL jsonb_array_elements(a.details -> 'sessions') WITH ORDINALITY
    AS said(rule, position)
CROSS JOIN LATERAL ({DAYS_TO_COME}) AS day
"""  # noqa: S608 (constants)


def publish_sessions(session: Session) -> None:
    """Bring the sessions of every asset in ``touched_asset`` up to date, after the assets."""
    session.execute(text(FORGET))
    session.execute(text(PROJECT))


def republish_sessions(session: Session) -> None:
    """The same for all, when ``touched_asset`` holds every asset."""
    session.execute(text(FORGET_ALL))
    session.execute(text(PROJECT))
