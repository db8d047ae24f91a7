"""A small project with examples, in a repository of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from trainer_project import git, make_project

from bot.trainer.changes import Changes


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
def checkout(project: Path) -> Path:
    git(project, "init", "--quiet", "--initial-branch", "main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "Begin")
    return project


@pytest.fixture
def changes(checkout: Path, tmp_path: Path) -> Changes:
    return Changes(checkout, tmp_path / "var")
