"""How migrations reach the database: as the owner role, over the two schemas of ours alone."""

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import NullPool, create_engine

from register.all_tables import METADATA
from register.database.urls import owner_url
from register.tables import PRIVATE, PUBLIC


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name in {PRIVATE, PUBLIC}


def migrate() -> None:
    """Run the migrations asked for, in one transaction."""
    # No pool: a migration that fails leaves no connection open behind it.
    url = context.config.attributes.get("url") or owner_url()
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            include_schemas=True,
            include_name=_is_ours,
            include_object=alembic_helpers.include_object,
            process_revision_directives=alembic_helpers.writer,
            render_item=alembic_helpers.render_item,
            version_table_schema="public",
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
