"""Codes: once, soon, in the browser that asked, with few tries; and never readable at rest."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.people.codes import (
    TRIES,
    accept_invitation,
    new_code,
    new_invitation,
    use_code,
)

LIVES = """
SELECT expires_at - created_at FROM register.one_time_code WHERE purpose = 'sign_in'
"""


def use(browser, code):
    with transaction() as session:
        return use_code(session, browser, code)


@pytest.fixture
def asked(new_account):
    account_id = new_account()
    with transaction() as session:
        code, browser = new_code(session, account_id)
    return account_id, code, browser


def wrong(code):
    return f"{(int(code) + 1) % 10**8:08}"


def test_a_code_is_good_once(asked):
    account_id, code, browser = asked
    assert use(browser, f" {code[:4]} {code[4:]}") == account_id
    assert use(browser, code) is None


def test_another_browser_cannot_use_it(asked):
    _, code, browser = asked
    assert use("another", code) is None
    assert use(browser, code) is not None


def test_after_five_wrong_ones_the_right_one_is_too_late(asked):
    _, code, browser = asked
    for _ in range(TRIES):
        assert use(browser, wrong(code)) is None
    assert use(browser, code) is None


def test_after_four_wrong_ones_the_right_one_is_good(asked):
    _, code, browser = asked
    for _ in range(TRIES - 1):
        use(browser, wrong(code))
    assert use(browser, code) is not None


def test_it_lives_ten_minutes(asked):
    _, code, browser = asked
    with transaction() as session:
        lives = session.scalars(text(LIVES)).all()
        assert max(lives).total_seconds() <= 600
        session.execute(text("UPDATE register.one_time_code SET expires_at = now()"))
    assert use(browser, code) is None


def test_of_many_uses_at_once_one_counts(asked):
    _, code, browser = asked
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: use(browser, code), range(20)))
    assert len([one for one in found if one]) == 1


def test_neither_code_nor_browser_can_be_read_in_the_table(asked):
    _, code, browser = asked
    with transaction() as session:
        rows = str(session.execute(text("SELECT * FROM register.one_time_code")).all())
    assert code not in rows
    assert browser not in rows


def test_an_unknown_address_gets_a_code_that_opens_nothing(emptied):
    with transaction() as session:
        code, browser = new_code(session, None)
    assert use(browser, code) is None


def test_an_invitation_is_good_once_and_the_newest_counts(new_account):
    account_id = new_account()
    with transaction() as session:
        old = new_invitation(session, account_id)
        new = new_invitation(session, account_id)
    with transaction() as session:
        assert accept_invitation(session, old) is None
        assert accept_invitation(session, new.lower().replace("-", " ")) == account_id
        assert accept_invitation(session, new) is None
