"""A real ledger for each test: SQLite always, PostgreSQL where ``TEST_POSTGRES_URL`` names one."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from bot_api import bot_api
from running_program import RunningProgram
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.schema import CreateSchema, DropSchema
from world import World

from bot.ledger.database import Database
from bot.ledger.tables import Base
from bot.replies.compiling import compile_catalogues
from bot.servicing import staff

COUNT_FROM_ONE = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) "
    "FROM pg_sequences WHERE schemaname = current_schema()"
)
# Tests that start programs take longest. First come, first started: no core idles at the end.
LONGEST_FIRST = ("e2e", "walks", "dialogues", "engine", "laws")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(here).parts[0]
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=place)


@pytest.fixture(scope="session", autouse=True)
def _texts() -> None:
    compile_catalogues()


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2 with the least work, since a test guesses many passwords."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(staff, "_hasher", hasher)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty_ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with its tables and nothing in them, to be copied: making them takes longer."""
    file = tmp_path_factory.mktemp("empty") / "ledger.db"
    _with_tables(Database(f"sqlite:///{file}")).close()
    return file


@pytest.fixture
def sqlite(empty_ledger_file: Path, tmp_path: Path) -> Iterator[Database]:
    file = shutil.copy(empty_ledger_file, tmp_path / "ledger.db")
    yield from _closed_afterwards(Database(f"sqlite:///{file}"))


@pytest.fixture(scope="session")
def postgres_tables() -> Iterator[str]:
    """Address of a schema with the ledger's tables, for one test after the other."""
    with _schema_of_its_own() as url:
        _with_tables(Database(url)).close()
        yield url


@pytest.fixture
def postgres(postgres_tables: str) -> Iterator[Database]:
    database = Database(postgres_tables)
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(COUNT_FROM_ONE)
    yield from _closed_afterwards(database)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on both ledgers."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def sqlite_without_tables(tmp_path: Path) -> Iterator[Database]:
    yield from _closed_afterwards(Database(f"sqlite:///{tmp_path / 'bare.db'}"))


@pytest.fixture
def postgres_without_tables() -> Iterator[Database]:
    with _schema_of_its_own() as url:
        yield from _closed_afterwards(Database(url))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_without_tables(request: pytest.FixtureRequest) -> Database:
    """Both ledgers as they are before their first migration."""
    return request.getfixturevalue(f"{request.param}_without_tables")


@contextmanager
def _schema_of_its_own() -> Iterator[str]:
    """In the server's database, gone afterwards."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if not given:
        missing = "this test needs a PostgreSQL server: set TEST_POSTGRES_URL"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    url = make_url(given).set(drivername="postgresql+psycopg")
    schema = f"test_{uuid.uuid4().hex[:12]}"
    server = create_engine(url)
    with server.begin() as connection:
        connection.execute(CreateSchema(schema))
    own = url.update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        yield own.render_as_string(hide_password=False)
    finally:
        with server.begin() as connection:
            connection.execute(DropSchema(schema, cascade=True))
        server.dispose()


def _with_tables(database: Database) -> Database:
    Base.metadata.create_all(database.engine)
    return database


def _closed_afterwards(database: Database) -> Iterator[Database]:
    yield database
    database.close()


@pytest.fixture(scope="session")
def trained_models() -> Path:
    """The folder with the model of today's data, trained first if anything changed.

    Where a candidate is tried, the folder that it serves in.
    """
    if given := os.environ.get("TEST_MODELS_DIR"):
        return Path(given)
    project = Path(__file__).parent.parent
    command = ["bot/nlu/.venv/bin/python", "-W", "ignore", "-m", "bot.nlu", "train"]
    subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL)
    return project / "models"


@pytest.fixture(scope="session")
def world(trained_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The real program, started once for all tests that talk with it."""
    folder = tmp_path_factory.mktemp("program")
    with bot_api() as telegram:
        settings = {
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "MODELS_DIR": str(trained_models),
        }
        program = RunningProgram(folder, settings)
        program.start()
        ledger = Database(f"sqlite:///{folder / 'ledger.db'}")
        yield World(program, telegram, ledger)
        ledger.close()
        assert program.stop() == 0, program.output
