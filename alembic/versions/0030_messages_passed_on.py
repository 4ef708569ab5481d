"""Messages passed on to contacts, and no e-mail address in what is public."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

# What is published already loses its addresses at once, not when it is next written.
WITHOUT_ADDRESSES = """
WITH said AS (
    SELECT c.asset_id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'id', CASE WHEN c.email <> '' THEN c.id END,
        'name', nullif(c.name, ''), 'role', nullif(c.role, ''),
        'phone', nullif(c.phone, ''), 'website', nullif(c.website, ''))) ORDER BY c.id) AS now
    FROM register.contact AS c
    WHERE c.audience = 'public' AND c.consent_withdrawn_on IS NULL
    GROUP BY c.asset_id
)
UPDATE published.public_asset AS p SET contacts = said.now, document = replace(p.document,
    ',"contacts":' || p.contacts::text || ',"source":',
    ',"contacts":' || said.now::text || ',"source":')
FROM said WHERE said.asset_id = p.id AND p.contacts <> said.now
"""
RAISE = "UPDATE published.revision SET number = number + 1, changed_at = now()"


def upgrade() -> None:
    op.add_column(
        "mail", sa.Column("sealed_reply_to", sa.LargeBinary(), nullable=True), schema="register"
    )
    op.execute(WITHOUT_ADDRESSES)
    op.execute(RAISE)


def downgrade() -> None:
    """Messages that still wait are lost; `assets republish` shows addresses again."""
    op.execute("DELETE FROM register.mail WHERE sealed_reply_to IS NOT NULL")
    op.drop_column("mail", "sealed_reply_to", schema="register")
