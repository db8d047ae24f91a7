"""A small project with examples, in a repository of its own; the pages, for who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from console_forms import console_of
from starlette.testclient import TestClient
from trainer_project import begin_repository, make_project

from bot.ledger.database import Database
from bot.trainer.changes import Changes


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
def checkout(project: Path) -> Path:
    return begin_repository(project)


@pytest.fixture
def changes(checkout: Path, tmp_path: Path) -> Changes:
    return Changes(checkout, tmp_path / "var")


@pytest.fixture
def client(sqlite: Database, now: datetime, quick_hashes: None) -> Iterator[TestClient]:
    with TestClient(console_of(sqlite, now), follow_redirects=False) as opened:
        yield opened
