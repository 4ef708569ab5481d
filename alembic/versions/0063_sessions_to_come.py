"""Sessions that are over leave the search: those on record are published again a moment later."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

# The round of the search publishes again what is over, and so makes its marks and words anew.
MARKED = """
UPDATE published.public_session SET until_on = DATE '2000-01-01'
WHERE schedule ->> 'every' = 'dates' OR schedule ? 'cost'
    OR CAST(schedule ->> 'until' AS date) < current_date
"""
DENIED = r"""
UPDATE published.public_asset SET search = ts_delete(ts_delete(search, 'cost:free'), 'free')
WHERE details ->> 'cost' ~* '\m(not|never|nothing is|isn.?t|aren.?t|no longer)\s+([a-z]+\s+)?free\M'
"""
# As register.schedules.publishing said before.
PROJECTED = """
DELETE FROM published.public_session;
INSERT INTO published.public_session (asset_id, position, weekday, starts, ends, from_on, until_on,
    schedule)
SELECT DISTINCT a.id, said.position, coalesce(day.weekday, 0), CAST(said.rule ->> 'starts' AS time),
    CAST(said.rule ->> 'ends' AS time), CAST(said.rule ->> 'from' AS date),
    CAST(said.rule ->> 'until' AS date), said.rule
FROM published.public_asset AS a
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
WHERE a.details ? 'sessions'
"""


def upgrade() -> None:
    op.create_index(
        "ix_public_session_until_on",
        "public_session",
        ["until_on"],
        schema="published",
        postgresql_where=sa.text("until_on IS NOT NULL"),
    )
    for statement in (MARKED, DENIED):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_index("ix_public_session_until_on", table_name="public_session", schema="published")
    for statement in PROJECTED.split(";"):
        op.get_bind().exec_driver_sql(statement)
