"""Kit that is lent: told to those who may know of both, followed through merges, erased."""

from datetime import timedelta

import pytest

from frontend.rendering import today
from register.assets.current import asset_by_id
from register.assets.drafts import InvalidDraft
from register.offers.lending import bring_back, lend, loans_of, loans_out
from register.privacy.erasing import erase_from_database
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by_name
from register.proposals.submitting import Wish, submit

TODAY = today()


def lent(session, hall, group, holder, what="Six hoops"):
    ends = (asset_by_id(session, hall), asset_by_id(session, group))
    return lend(session, *ends, what, TODAY, holder, today=TODAY)


def test_it_is_late_the_day_after_and_back_once(session, builder, hall, group):
    loan_id = lent(session, hall, group, builder)
    [loan] = loans_of(session, group, builder)
    assert not loan.is_late(TODAY)
    assert loan.is_late(TODAY + timedelta(days=1))
    assert bring_back(session, loan_id, hall, builder, today=TODAY)
    assert not bring_back(session, loan_id, hall, builder, today=TODAY)
    assert loans_out(session, builder) == []
    assert not loans_of(session, hall, builder)[0].is_late(TODAY + timedelta(days=9))


def test_only_at_one_of_its_two_ends_is_it_brought_back(session, builder, hall, group, school):
    loan_id = lent(session, hall, group, builder)
    assert not bring_back(session, loan_id, school, builder, today=TODAY)
    assert bring_back(session, loan_id, group, builder, today=TODAY)


def test_nothing_is_lent_to_itself(session, builder, hall):
    with pytest.raises(InvalidDraft):
        lent(session, hall, hall, builder)


def test_a_merged_borrower_is_who_it_is_kept_on_as(session, boss, hall, group, new):
    other = new("Other Group", "community-group")
    lent(session, hall, group, boss)
    submit(session, Wish("merge", group, into_id=other), holder=boss, door="queue")
    assert [loan.borrower.name for loan in loans_of(session, other, boss)] == ["Other Group"]
    assert loans_of(session, group, boss) == []


def test_what_nobody_may_find_borrows_for_those_alone_who_look_after_it(
    session, boss, builder, hall, group
):
    lent(session, hall, group, boss)
    submit(session, Wish("change", group, {"precision": "never"}), holder=boss, door="queue")
    assert loans_out(session, builder) == []
    assert len(loans_out(session, boss)) == 1


def test_who_is_named_in_what_is_lent_is_erased(session, boss, hall, group):
    lent(session, hall, group, boss, "Tent of Ann Noone")
    known = known_by_name("Ann Noone")
    subjects = subjects_of(holdings_of(session, known))
    erase_from_database(session, known, actor="test", subjects=subjects)
    assert "Noone" not in loans_out(session, boss)[0].what
    assert holdings_of(session, known) == []
