"""Role x table x column x privilege: what is granted is what is declared, and no more."""

from collections.abc import Iterator

import psycopg
import pytest

from register.all_tables import METADATA
from register.database.rights import WRITER, compare_rights
from register.database.urls import embedded_url, for_libpq
from register.settings import Settings


@pytest.fixture
def superuser(database: Settings) -> Iterator[psycopg.Connection]:
    with psycopg.connect(for_libpq(embedded_url(database, "postgres", "assets"))) as connection:
        yield connection
        connection.rollback()


def test_every_grant_is_declared_and_every_declaration_granted(superuser) -> None:
    found = compare_rights(superuser)
    assert found.differences == ()
    assert found.cells > 2000


def test_every_table_is_declared() -> None:
    assert {f"{table.schema}.{table.name}" for table in METADATA.sorted_tables} <= set(WRITER)


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("GRANT SELECT (email) ON register.account TO assets_reader", "register.account.email"),
        ("GRANT SELECT ON register.contact TO PUBLIC", "assets_reader: SELECT on register.contact"),
        ("GRANT UPDATE ON register.event TO assets_writer", "UPDATE on register.event"),
        ("GRANT TRUNCATE ON register.asset TO assets_writer", "TRUNCATE on register.asset"),
        ("REVOKE SELECT ON published.source FROM assets_reader", "declared, not granted"),
        ("GRANT CREATE ON SCHEMA published TO assets_writer", "CREATE on schema published"),
        ("CREATE TABLE register.forgotten (n int); GRANT SELECT ON register.forgotten "
         "TO assets_writer", "register.forgotten"),
        ("CREATE FUNCTION published.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "may be called"),
    ],
)  # fmt: skip
def test_a_planted_grant_is_found(superuser, planted: str, told: str) -> None:
    superuser.execute(planted)
    assert any(told in sentence for sentence in compare_rights(superuser).differences)
