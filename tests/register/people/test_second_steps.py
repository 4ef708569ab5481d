"""The second step: the app's code, each one once, also for two workers at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.people.second_steps import (
    app_address,
    begin_second_step,
    end_second_step,
    new_key,
    pass_second_step,
)


@pytest.fixture
def key(new_account):
    account_id, key = new_account(), new_key()
    with transaction() as session:
        assert not begin_second_step(session, account_id, key, "12")
        assert begin_second_step(session, account_id, key, pyotp.TOTP(key).now())
        # As if that had been a while ago.
        session.execute(text("UPDATE register.account SET totp_step = totp_step - 10"))
    return account_id, key


def passes(account_id, code):
    with transaction() as session:
        return pass_second_step(session, account_id, code)


def test_the_right_code_passes_once(key):
    account_id, secret = key
    code = pyotp.TOTP(secret).now()
    assert passes(account_id, code[:3] + " " + code[3:])
    assert not passes(account_id, code)


def test_of_two_at_once_one_passes(key):
    account_id, secret = key
    code = pyotp.TOTP(secret).now()
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: passes(account_id, code), range(8))) == 1


def test_an_old_code_does_not_pass(key):
    account_id, secret = key
    assert not passes(account_id, pyotp.TOTP(secret).at(time.time() - 300))
    assert not passes(account_id, "")


def test_the_key_cannot_be_read_in_the_table(key):
    _, secret = key
    with transaction() as session:
        kept = session.scalars(text("SELECT totp_secret FROM register.account")).one()
    assert secret.encode() not in kept


def test_without_a_second_step_no_code_passes(key):
    account_id, secret = key
    with transaction() as session:
        end_second_step(session, account_id)
    assert not passes(account_id, pyotp.TOTP(secret).now())


def test_an_app_can_be_opened_with_the_address():
    assert app_address(new_key(), "ann@example.org", "Register").startswith(
        "otpauth://totp/Register"
    )
