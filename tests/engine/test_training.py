"""A model is made from what it is made from: when that changes, and only then."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import PROJECT, RASA

pytestmark = pytest.mark.rasa
ASSISTANT = Path(__file__).parent / "assistant"


@pytest.fixture
def assistant(models, tmp_path):
    """A copy of the tiny assistant, with its models."""
    shutil.copytree(ASSISTANT, tmp_path / "assistant")
    shutil.copytree(models, tmp_path / "assistant/models")
    return tmp_path / "assistant"


def train(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [RASA, "-W", "ignore", "-m", "bot.nlu", "train"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_trained_when_nothing_changed(assistant):
    before = (assistant / "models/current").read_text("utf-8")
    done = train(assistant)
    assert (done.returncode, done.stdout[:15]) == (0, "Nothing changed")
    assert (assistant / "models/current").read_text("utf-8") == before


def test_a_changed_example_makes_another_model(assistant):
    before = (assistant / "models/current").read_text("utf-8")
    examples = assistant / "data/nlu/all.yml"
    examples.write_text(examples.read_text("utf-8").replace("hi there", "hi you"), "utf-8")
    assert train(assistant).returncode == 0
    assert (assistant / "models/current").read_text("utf-8") != before


def test_rules_that_contradict_are_told_and_the_old_model_is_served_on(assistant):
    before = (assistant / "models/current").read_text("utf-8")
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
    assert (assistant / "models/current").read_text("utf-8") == before


def test_a_changed_rule_fits_nothing_anew(assistant):
    fitted = assistant / "models/fitted"
    before = {path.name: path.stat().st_ino for path in fitted.iterdir()}
    with (assistant / "data/rules/all.yml").open("a", encoding="utf-8") as rules:
        rules.write("\n# a remark\n")
    assert train(assistant).returncode == 0
    assert {path.name: path.stat().st_ino for path in fitted.iterdir()} == before
