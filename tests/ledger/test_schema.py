from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.ledger.database import Database
from bot.ledger.schema import migrate
from bot.ledger.tables import Base


def _is_apart(name: str) -> bool:
    """Not SQLAlchemy's: Alembic's own table, and the index of what was said."""
    return name == "alembic_version" or name.startswith("message_words")


def test_migrations_make_the_tables_that_the_code_expects(
    database_without_tables: Database,
) -> None:
    database = database_without_tables
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = [
            difference
            for difference in compare_metadata(context, Base.metadata)
            if not (
                difference[0] in {"remove_table", "remove_index"} and _is_apart(difference[1].name)
            )
        ]
    assert differences == []


def test_migrating_again_keeps_what_is_there(database_without_tables: Database) -> None:
    database = database_without_tables
    migrate(database)
    with database.engine.begin() as connection:
        connection.execute(text("insert into clock_setting (id, offset_seconds) values (1, 7)"))
    migrate(database)
    with database.engine.connect() as connection:
        assert connection.scalar(text("select offset_seconds from clock_setting")) == 7
