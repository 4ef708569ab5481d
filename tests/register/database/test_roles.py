"""The three roles: what they may do before any table is there, and their limits."""

import psycopg
import pytest

from register.database.errors import DatabaseError
from register.database.safety import refuse_unsafe
from register.database.urls import embedded_url, for_libpq, owner_url, reader_url, writer_url
from register.settings import Settings


def connect(url: str) -> psycopg.Connection:
    """A connection that commits by itself."""
    return psycopg.connect(for_libpq(url), autocommit=True)


def test_no_role_is_more_than_it_need_be(private: Settings) -> None:
    with connect(owner_url(private)) as connection:
        rows = connection.execute(
            "SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication"
            " OR rolbypassrls), count(*) FROM pg_roles WHERE rolname LIKE 'assets%'"
        ).fetchone()
    assert rows == (False, 3)


def test_reader_and_writer_own_nothing_and_can_make_nothing(private: Settings) -> None:
    for url in (writer_url(private), reader_url(private)):
        with connect(url) as connection:
            connection.execute("SET default_transaction_read_only = off")
            owned = connection.execute(
                "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
                " WHERE d.deptype = 'o' AND r.rolname = current_user"
            ).fetchone()
            assert owned == (0,)
            for sql in ("CREATE TABLE public.mine (n int)", "CREATE SCHEMA mine"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(sql.encode())


def test_the_reader_cannot_even_make_a_temporary_table(private: Settings) -> None:
    with connect(reader_url(private)) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TEMP TABLE mine (n int)")


def test_a_slow_public_question_is_cut_off(private: Settings) -> None:
    with connect(reader_url(private)) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("5s",)
        assert connection.execute("SHOW transaction_read_only").fetchone() == ("on",)
        connection.execute("SET statement_timeout = '50ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("SELECT pg_sleep(5)")


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit", "full_page_writes"])
def test_a_server_that_could_lose_data_is_refused(private: Settings, name: str) -> None:
    refuse_unsafe(private)
    with connect(embedded_url(private, "postgres")) as connection:
        connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
        connection.execute("SELECT pg_reload_conf(), pg_sleep(0.3)")
        try:
            with pytest.raises(DatabaseError, match=name):
                refuse_unsafe(private)
        finally:
            connection.execute(f"ALTER SYSTEM RESET {name}".encode())
            connection.execute("SELECT pg_reload_conf(), pg_sleep(0.3)")
