"""What is asked about runs looks through neither the whole log nor all entries."""

import pytest
from sqlalchemy import text

from register.runs.contents import LOGGED, LOGGED_COUNTS
from register.runs.questions import WAITING_RUNS

VALUES = {"run_id": 7, "after": 0, "limit": 51}
MANY_EVENTS = """
INSERT INTO register.event (asset_id, version, action, door, actor, run_id)
SELECT gen_random_uuid(), 1, 'added', 'import', 'test', 1 + number % 20
FROM generate_series(1, 20000) AS number
"""
MANY_ASSETS = """
INSERT INTO register.asset (slug, kind, name, status)
SELECT 'x-' || number, 'hall', 'X', 'published' FROM generate_series(1, 5000) AS number
"""


def plan(session, statement):
    lines = session.scalars(text(f"EXPLAIN {statement}"), VALUES).all()
    return "\n".join(lines)


@pytest.mark.parametrize("statement", [LOGGED, LOGGED_COUNTS])
def test_what_a_run_did_is_found_by_its_number(session, statement):
    session.execute(text(MANY_EVENTS))
    assert "ix_event_run_id" in plan(session, statement)


def test_drafts_are_found_without_looking_at_all_entries(session):
    session.execute(text(MANY_ASSETS))
    found = plan(session, WAITING_RUNS)
    assert "ix_asset_draft" in found
    assert "Seq Scan on asset" not in found
