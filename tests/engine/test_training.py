"""A model is made from what it is made from: when that changes, and only then."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.trained import TrainedModels

from .conftest import PROJECT, RASA

pytestmark = pytest.mark.rasa
ASSISTANT = Path(__file__).parent / "assistant"


@pytest.fixture
def assistant(models, tmp_path):
    """A copy of the tiny assistant, with its models."""
    shutil.copytree(ASSISTANT, tmp_path / "assistant")
    shutil.copytree(models, tmp_path / "assistant/models", symlinks=True)
    return tmp_path / "assistant"


def train(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [RASA, "-W", "ignore", "-m", "bot.nlu", "train", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )


def served(folder: Path) -> str | None:
    return TrainedModels(folder / "models").current


def change_an_example(folder: Path) -> None:
    examples = folder / "data/nlu/all.yml"
    examples.write_text(examples.read_text("utf-8").replace("hi there", "hi you"), "utf-8")


def test_nothing_is_trained_when_nothing_changed(assistant):
    before = served(assistant)
    done = train(assistant)
    assert (done.returncode, done.stdout[:15]) == (0, "Nothing changed")
    assert served(assistant) == before


def test_a_changed_example_makes_another_model(assistant):
    before = served(assistant)
    change_an_example(assistant)
    assert train(assistant).returncode == 0
    assert served(assistant) != before


def test_rules_that_contradict_are_told_and_the_old_model_is_served_on(assistant):
    before = served(assistant)
    rules = assistant / "data/rules/all.yml"
    rules.write_text(
        rules.read_text("utf-8")
        + "\n  - rule: another greeting\n    steps:\n      - intent: greet\n"
        + "      - action: utter_default\n",
        "utf-8",
    )
    done = train(assistant)
    assert done.returncode == 1
    assert "cannot be trained" in done.stderr
    assert "Traceback" not in done.stderr
    assert served(assistant) == before


def test_a_changed_rule_fits_nothing_anew(assistant):
    fitted = assistant / "models/fitted"
    before = {path.name: path.stat().st_ino for path in fitted.iterdir()}
    with (assistant / "data/rules/all.yml").open("a", encoding="utf-8") as rules:
        rules.write("\n# a remark\n")
    assert train(assistant).returncode == 0
    assert {path.name: path.stat().st_ino for path in fitted.iterdir()} == before


def test_a_candidate_is_made_beside_what_serves(assistant):
    before, there = served(assistant), TrainedModels(assistant / "models").ids()
    change_an_example(assistant)
    done = train(assistant, "--candidate")
    assert (done.returncode, served(assistant)) == (0, before)
    assert [line[:5] for line in done.stdout.splitlines() if line.startswith("[")] == [
        "[1/4]",
        "[2/4]",
        "[3/4]",
        "[4/4]",
    ]
    assert len(TrainedModels(assistant / "models").ids()) == len(there) + 1


def test_what_a_person_published_is_not_replaced_by_training(assistant):
    models = TrainedModels(assistant / "models")
    published = models.current
    models.serve(published, chosen=True)
    change_an_example(assistant)
    done = train(assistant)
    assert "goes on serving" in done.stdout
    assert models.current == published
