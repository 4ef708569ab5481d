"""Accounts with roles and scopes, their sessions, codes, limits and log, and the mail outbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0005"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
RANDOM = sa.text("gen_random_uuid()")
EMPTY = sa.text("''")
TEXTS = postgresql.ARRAY(sa.Text())
EVERY_SCOPE = sa.text("'{assets:write,proposals:write,reports:read}'")
MADE = ("account", "account_scope", "account_event", "one_time_code", "attempt", "mail")


def upgrade() -> None:
    _accounts()
    _tokens_and_sessions()
    _codes_and_limits()
    _mail()
    for table in MADE:
        # The log of accounts is written and read; retention and erasure may delete from it.
        rights = (
            "SELECT, INSERT, DELETE"
            if table == "account_event"
            else ("SELECT, INSERT, UPDATE, DELETE")
        )
        op.execute(f"GRANT {rights} ON register.{table} TO assets_writer")


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), server_default=RANDOM, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("may_publish", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("oidc_subject", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('builder', 'steward', 'analyst', 'administrator')",
            name=op.f("ck_account_role"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("oidc_subject", name=op.f("uq_account_oidc_subject")),
        schema="register",
    )
    op.create_table(
        "account_scope",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("locality_key", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), server_default=EMPTY, nullable=False),
        sa.CheckConstraint(
            "locality_key IS NOT NULL OR kind <> ''", name=op.f("ck_account_scope_names_something")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["register.account.id"],
            name=op.f("fk_account_scope_account_id"),
            ondelete="CASCADE",
        ),
        # A place may get another address; it cannot go while somebody looks after it alone, for
        # whoever looks after nothing named looks after everything.
        sa.ForeignKeyConstraint(
            ["locality_key"],
            ["published.locality.key"],
            name=op.f("fk_account_scope_locality_key"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_scope")),
        sa.UniqueConstraint(
            "account_id",
            "locality_key",
            "kind",
            name=op.f("uq_account_scope_account_id_locality_key_kind"),
        ),
        schema="register",
    )
    op.create_table(
        "account_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default=EMPTY, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["register.account.id"],
            name=op.f("fk_account_event_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_event")),
        schema="register",
    )
    op.create_index(
        "ix_account_event_account_id",
        "account_event",
        ["account_id", "recorded_at"],
        unique=False,
        schema="register",
    )


def _tokens_and_sessions() -> None:
    op.create_index("ix_event_actor", "event", ["actor", "id"], unique=False, schema="register")
    account = sa.Column("account_id", sa.Uuid(), nullable=True)
    op.add_column("token", account, schema="register")
    op.add_column(
        "token",
        sa.Column("scopes", TEXTS, server_default=EVERY_SCOPE, nullable=False),
        schema="register",
    )
    op.create_foreign_key(
        op.f("fk_token_account_id"),
        "token",
        "account",
        ["account_id"],
        ["id"],
        source_schema="register",
        referent_schema="register",
        ondelete="CASCADE",
    )
    op.create_index(
        op.f("ix_token_account_id"), "token", ["account_id"], unique=False, schema="register"
    )
    # Who was signed in signs in again: a session has an id now, to be listed and ended by.
    op.execute("DELETE FROM register.sign_in")
    op.alter_column("sign_in", "token_id", nullable=True, schema="register")
    for column in (
        sa.Column("id", sa.Uuid(), server_default=RANDOM, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("device", sa.Text(), server_default=EMPTY, nullable=False),
        sa.Column("method", sa.Text(), server_default=EMPTY, nullable=False),
    ):
        op.add_column("sign_in", column, schema="register")
    op.create_unique_constraint(op.f("uq_sign_in_id"), "sign_in", ["id"], schema="register")
    op.create_foreign_key(
        op.f("fk_sign_in_account_id"),
        "sign_in",
        "account",
        ["account_id"],
        ["id"],
        source_schema="register",
        referent_schema="register",
        ondelete="CASCADE",
    )
    op.create_index(
        op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False, schema="register"
    )
    op.create_check_constraint(
        op.f("ck_sign_in_somebody"),
        "sign_in",
        "num_nonnulls(token_id, account_id) = 1",
        schema="register",
    )


def _codes_and_limits() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Uuid(), server_default=RANDOM, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('sign_in', 'invitation')", name=op.f("ck_one_time_code_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["register.account.id"],
            name=op.f("fk_one_time_code_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
        schema="register",
    )
    for column in ("account_id", "browser_hash", "hash"):
        op.create_index(
            op.f(f"ix_one_time_code_{column}"),
            "one_time_code",
            [column],
            unique=False,
            schema="register",
        )
    op.create_table(
        "attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
        schema="register",
    )
    op.create_index("ix_attempt_until", "attempt", ["until"], unique=False, schema="register")


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), server_default=EMPTY, nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'sending', 'sent', 'refused', 'expired', 'unknown')",
            name=op.f("ck_mail_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        schema="register",
    )
    op.create_index(
        "ix_mail_due_at",
        "mail",
        ["due_at"],
        unique=False,
        schema="register",
        postgresql_where=sa.text("status IN ('waiting', 'sending')"),
    )


def downgrade() -> None:
    for table in ("mail", "attempt", "one_time_code"):
        op.drop_table(table, schema="register")
    op.drop_index("ix_event_actor", table_name="event", schema="register")
    op.execute("DELETE FROM register.sign_in")
    op.drop_constraint(op.f("ck_sign_in_somebody"), "sign_in", schema="register")
    for column in ("method", "device", "last_seen_at", "account_id", "id"):
        op.drop_column("sign_in", column, schema="register")
    op.alter_column("sign_in", "token_id", nullable=False, schema="register")
    op.execute("DELETE FROM register.token WHERE account_id IS NOT NULL")
    op.drop_column("token", "scopes", schema="register")
    op.drop_column("token", "account_id", schema="register")
    for table in ("account_event", "account_scope", "account"):
        op.drop_table(table, schema="register")
