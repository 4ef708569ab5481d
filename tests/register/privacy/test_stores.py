"""Every text of the private schema is looked through, or said to hold nobody."""

import re

from sqlalchemy import text

from register.privacy.stores import EXEMPT, STORES

TEXTS = """
SELECT c.table_schema || '.' || c.table_name || '.' || c.column_name
FROM information_schema.columns AS c
WHERE c.table_schema = 'register' AND c.data_type IN ('text', 'jsonb', 'ARRAY', 'character varying')
"""
CHECKS = """
SELECT pg_get_constraintdef(oid), conrelid::regclass::text FROM pg_constraint
WHERE contype = 'c' AND connamespace = 'register'::regnamespace
"""
KEYS = """
SELECT k.conrelid::regclass::text || '.' || a.attname FROM pg_constraint AS k
JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND k.connamespace = 'register'::regnamespace
"""


def unaccounted(session):
    looked = {f"{store.table}.{column}" for store in STORES for column in store.columns}
    limited = {
        f"{table}.{found[1]}"
        for said, table in session.execute(text(CHECKS))
        if (found := re.match(r"CHECK \(\((\w+) = ANY", said))
    }
    keys = set(session.scalars(text(KEYS)))
    return {
        name
        for name in session.scalars(text(TEXTS))
        if name not in looked | limited | keys | set(EXEMPT)
        and f"{name.rpartition('.')[0]}.*" not in EXEMPT
    }


def test_every_text_of_the_private_schema_is_accounted_for(session):
    assert unaccounted(session) == set()


def test_a_new_column_is_noticed(session, monkeypatch):
    monkeypatch.setattr("tests.register.privacy.test_stores.EXEMPT", {}, raising=False)
    monkeypatch.setitem(globals(), "EXEMPT", {})
    assert "register.token.scopes" in unaccounted(session)
