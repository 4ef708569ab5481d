"""The public list of who speaks for a place is what the register says, and is made so."""

from datetime import date

from sqlalchemy import text

from register.publishing.projection import republish
from register.representatives.loading import load_representatives
from register.representatives.values import Representative

TODAY = date(2026, 11, 22)
ANN = Representative("ward:hendon", "Ann Invented", "Ward councillor", "Invented Party")
BEN = Representative("ward:hendon", "Ben Invented", "Ward councillor", from_on=TODAY)
PUBLIC = "SELECT xmin::text, p.* FROM published.representative AS p ORDER BY p.name"
TRUE = """
SELECT r.name FROM register.representative AS r JOIN published.representative AS p
    USING (id, locality_id, name, role, organisation, contact)
WHERE (r.from_on, r.until_on) IS NOT DISTINCT FROM (p.from_on, p.until_on) ORDER BY r.name
"""


def public(session):
    """All that is public, with the transaction that wrote each row."""
    return [tuple(row) for row in session.execute(text(PUBLIC))]


def test_republishing_changes_nothing(session):
    load_representatives(session, [ANN, BEN], today=TODAY)
    before = public(session)
    session.begin_nested()  # what it wrote would have another xmin
    republish(session)
    assert public(session) == before
    assert len(before) == 2


def test_republishing_mends_what_differs(session):
    load_representatives(session, [ANN, BEN], today=TODAY)
    load_representatives(session, [ANN], today=TODAY)
    before = [row[1:] for row in public(session)]
    session.execute(text("UPDATE published.representative SET organisation = 'Wrong'"))
    stranger = (
        "INSERT INTO published.representative (id, locality_id, name, role, organisation, contact) "
        "SELECT gen_random_uuid(), locality_id, 'Nobody', role, '', '' "
        "FROM published.representative"
    )
    session.execute(text(stranger))
    republish(session)
    assert [row[1:] for row in public(session)] == before
    session.execute(text("DELETE FROM published.representative"))
    republish(session)
    assert [row[1:] for row in public(session)] == before
    assert session.scalars(text(TRUE)).all() == ["Ann Invented"]
