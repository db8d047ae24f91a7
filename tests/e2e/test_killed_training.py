"""A training that is killed half-way leaves the service as it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from running_program import PROJECT, REPAY, RunningProgram

from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.trained import TrainedModels
from bot.trainer import runs

pytestmark = pytest.mark.rasa


@pytest.fixture
def models(trained_models: Path, tmp_path: Path) -> TrainedModels:
    """The project's model, in a folder of its own."""
    folder, current = tmp_path / "models", TrainedModels(trained_models).current
    assert current
    shutil.copytree(trained_models / current, folder / current)
    own = TrainedModels(folder)
    own.serve(current, chosen=False)
    return own


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Data from which no model was made yet."""
    shutil.copytree(PROJECT / "data", tmp_path / "project/data")
    for name in ("config.yml", "domain.yml"):
        shutil.copy(PROJECT / name, tmp_path / "project")
    with (tmp_path / "project/domain.yml").open("a", encoding="utf-8") as domain:
        domain.write("\n# as yet unknown\n")
    return tmp_path / "project"


def test_a_run_killed_half_way_leaves_all_as_it_was(
    models: TrainedModels, project: Path, tmp_path: Path
) -> None:
    before, there = models.current, models.ids()
    program = RunningProgram(tmp_path / "var", {"MODELS_DIR": str(models.folder)})
    with subprocess.Popen(
        [REPAY, "train", "--from", str(project), "--no-compare"],
        cwd=PROJECT,
        env=program.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as child:
        assert child.stdout
        assert any(line.startswith("[1/4]") for line in child.stdout)
        os.killpg(child.pid, signal.SIGKILL)
    assert (models.current, models.ids()) == (before, there)
    ledger = Database(f"sqlite:///{tmp_path / 'var/ledger.db'}")
    with ledger.writing() as session:
        assert runs.running(session)
        runs.bury(session, now=machine_now() + 2 * runs.DEAD_AFTER)
        assert [run.state for run in runs.newest(session)] == ["abandoned"]
    ledger.close()
