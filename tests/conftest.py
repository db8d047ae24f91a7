"""A real ledger for each test: SQLite always, PostgreSQL where ``TEST_POSTGRES_URL`` names one."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from bot_api import bot_api
from running_program import RunningProgram
from sqlalchemy import create_engine, make_url
from sqlalchemy.schema import CreateSchema, DropSchema
from world import World

from bot.ledger.database import Database
from bot.ledger.tables import Base
from bot.replies.compiling import compile_catalogues
from bot.servicing import staff


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


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    yield from _opened(f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.fixture
def postgres() -> Iterator[Database]:
    """A schema of its own in the server's database, gone afterwards."""
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
        yield from _opened(own.render_as_string(hide_password=False))
    finally:
        with server.begin() as connection:
            connection.execute(DropSchema(schema, cascade=True))
        server.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on both ledgers."""
    return request.getfixturevalue(request.param)


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture(scope="session")
def trained_models() -> Path:
    """The folder with the model of today's data, trained first if anything changed."""
    project = Path(__file__).parent.parent
    command = ["bot/nlu/.venv/bin/python", "-W", "ignore", "-m", "bot.nlu", "train"]
    subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL)
    return project / "models"


@pytest.fixture(scope="session")
def world(trained_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The real program, started once for all tests that talk with it."""
    folder = tmp_path_factory.mktemp("program")
    with bot_api() as telegram:
        settings = {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
        program = RunningProgram(folder, settings)
        program.start()
        ledger = Database(f"sqlite:///{folder / 'ledger.db'}")
        yield World(program, telegram, ledger)
        ledger.close()
        assert program.stop() == 0, program.output
