"""The conversations of `tests/dialogues`, played with a candidate by the real program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.trained import CURRENT, TrainedModels
from bot.trainer.report import Dialogues
from bot.trainer.sections import PROJECT

TESTS = Path("tests/dialogues")
_OUTCOME = re.compile(r"::\S+\[(?P<name>.+)\] (?P<outcome>PASSED|FAILED|ERROR)")
_BATCH = 10
"""Conversations between two lines of progress."""


class CannotPlay(Exception):  # noqa: N818 - named for what is wrong
    """In one sentence."""


def can_play() -> bool:
    """An installed program has neither the tests nor what runs them."""
    return (PROJECT / TESTS).is_dir() and find_spec("pytest") is not None


def play(models: TrainedModels, model: str, folder: Path, tell: Callable[[str], None]) -> Dialogues:
    """``folder`` holds the conversations. Raises ``CannotPlay``."""
    with TemporaryDirectory() as place:
        apart = Path(place) / "models"
        apart.mkdir()
        (apart / model).symlink_to(models.path(model).absolute())
        (apart / CURRENT).symlink_to(model)
        return _play(apart, folder, tell)


def _play(apart: Path, folder: Path, tell: Callable[[str], None]) -> Dialogues:
    passed, failed, last = 0, [], ""
    options = ["-v", "--tb=no", "--no-header", "-p", "no:cacheprovider"]
    own = {"TEST_MODELS_DIR": str(apart), "TEST_DIALOGUES": str(folder.absolute())}
    with subprocess.Popen(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", str(TESTS), *options],
        cwd=PROJECT,
        env={**os.environ, **own, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as playing:
        for line in playing.stdout or ():
            last = line.strip() or last
            if told := _OUTCOME.search(line):
                passed += told["outcome"] == "PASSED"
                failed += [] if told["outcome"] == "PASSED" else [told["name"]]
                if (passed + len(failed)) % _BATCH == 0:
                    tell(f"{passed + len(failed)} conversations played, {len(failed)} otherwise")
    if not passed and not failed:
        raise CannotPlay(f"The conversations cannot be played: {last}")
    return Dialogues(passed + len(failed), failed)
