"""Somebody who is erased is erased from sessions and from lists of who speaks for a place, too."""

from sqlalchemy import text

from register.assets.current import asset_by_id
from register.privacy.erasing import erase_for_good
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by_name
from register.representatives.loading import load_representatives
from register.representatives.values import Representative
from tests.register.privacy.conftest import NAME, add, everything, own_list  # noqa: F401
from tests.register.representatives.test_loading import TODAY

TUESDAYS = {"every": "week", "days": [2], "starts": "10:00"}


def test_nobody_is_left_in_sessions_or_lists(session):
    hall = add(session, details={"sessions": [{**TUESDAYS, "note": f"Ask {NAME}"}]})
    people = [Representative("ward:hendon", name, "Ward councillor") for name in (NAME, "Bo Noone")]
    load_representatives(session, people, today=TODAY)
    known = known_by_name(NAME)
    found = holdings_of(session, known)
    assert {"register.asset", "register.event_private", "register.representative"} <= {
        one.store.table for one in found
    }
    erase_for_good(session, known, actor="test", subjects=subjects_of(found))
    for table, said in everything(session).items():
        assert NAME.lower() not in said.lower(), table
    assert asset_by_id(session, hall).fields["details.sessions"] == [
        {**TUESDAYS, "note": "Ask [erased]"}
    ]
    shown = "SELECT count(*) FROM published.public_session WHERE schedule ->> 'note' = :note"
    assert session.scalars(text(shown), {"note": "Ask [erased]"}).one() == 1
    names = session.scalars(text("SELECT name FROM published.representative ORDER BY name")).all()
    assert names == ["Bo Noone", "[erased]"]
