"""Search: marks in the search vector, the words that spelling is mended by, what was not found."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0032"
branch_labels = None
depends_on = None

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON published.search_word, published.search_state,
    register.unmet_search TO assets_writer;
GRANT SELECT ON published.search_word, published.search_state TO assets_reader;
"""
# As register.publishing.search_text said when this was written.
MARKED = r"""
UPDATE published.public_asset AS a SET search = s.search FROM (
SELECT id, setweight(to_tsvector('english', unaccent(name)), 'A')
|| setweight(to_tsvector('english', singular), 'B')
|| setweight(to_tsvector('english', unaccent(summary)), 'C')
|| CASE WHEN address = '' THEN ''::tsvector ELSE to_tsvector('english', unaccent(address)) END
|| CASE WHEN details = '{}' THEN ''::tsvector ELSE (
    SELECT coalesce(to_tsvector('english', unaccent(string_agg(said.value, '. '))), '')
    FROM jsonb_each_text(details) AS said) END
|| CASE WHEN for_whom ? 'note'
    THEN to_tsvector('english', unaccent(for_whom ->> 'note')) ELSE ''::tsvector END
|| array_to_tsvector(ARRAY['kind:' || kind, 'family:' || family] || located || served
    || CASE WHEN for_whom ? 'groups' THEN ARRAY(SELECT 'for:' || slug
        FROM jsonb_array_elements_text(for_whom -> 'groups') AS said(slug)) ELSE '{}' END
    || CASE WHEN details = '{}' THEN '{}' ELSE array_remove(ARRAY[
        'step:' || (details ->> 'step_free_access'),
        CASE WHEN details ->> 'cost' ~* '\mfree\M' THEN 'cost:free' END,
        CASE WHEN details ->> 'is_for_hire' = 'true' THEN 'hire:yes' END], NULL)
        || CASE WHEN details ? 'languages' THEN ARRAY(
            SELECT 'lang:' || said.word FROM regexp_split_to_table(
                lower(unaccent(details ->> 'languages')), '\s*[,;/]\s*|\s+and\s+') AS said(word))
            ELSE '{}' END END
    || CASE WHEN postcode IS NULL THEN '{}'
        ELSE ARRAY['out:' || lower(split_part(postcode, ' ', 1))] END) AS search
FROM (SELECT p.*, coalesce(k.singular, '') AS singular FROM published.public_asset AS p
    LEFT JOIN register.kind AS k ON k.slug = p.kind) AS p
) AS s WHERE s.id = a.id
"""
UNMARKED = """
UPDATE published.public_asset AS a
SET search = setweight(to_tsvector('english', unaccent(a.name)), 'A')
    || setweight(to_tsvector('english', k.singular), 'B')
    || setweight(to_tsvector('english', unaccent(a.summary)), 'C')
FROM register.kind AS k WHERE k.slug = a.kind
"""


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
        schema="published",
    )
    op.create_index(
        "ix_search_word_word",
        "search_word",
        ["word"],
        schema="published",
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    op.create_table(
        "search_state",
        sa.Column("is_single", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.CheckConstraint("is_single", name=op.f("ck_search_state_single")),
        sa.PrimaryKeyConstraint("is_single", name=op.f("pk_search_state")),
        schema="published",
    )
    op.execute("INSERT INTO published.search_state (is_stale) VALUES (true)")
    op.create_table(
        "unmet_search",
        sa.Column("locality", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("locality", "word", "month", name=op.f("pk_unmet_search")),
        schema="register",
    )
    op.execute(RIGHTS)
    op.get_bind().exec_driver_sql(MARKED)


def downgrade() -> None:
    op.execute(UNMARKED)
    op.drop_table("unmet_search", schema="register")
    op.drop_table("search_state", schema="published")
    op.drop_table("search_word", schema="published")
