"""A candidate, made in Rasa's environment by a process of its own and measured in this one."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bot.trained import TrainedModels
from bot.trainer.comparison import Pair, compare
from bot.trainer.dialogue_tests import CannotPlay, play
from bot.trainer.report import Report
from bot.trainer.runs import RunFailed, Tell
from bot.trainer.sections import PROJECT
from bot.understanding.held_out import Message
from bot.understanding.kernel import UnusableModelError
from bot.understanding.understand import Understanding

RASA_PYTHON = PROJECT / "bot/nlu/.venv/bin/python"
_MADE = re.compile(r"(?:Trained model|since model) (\w+)")
_COLOURS = re.compile(r"\x1b\[\d+m")


def make(models: TrainedModels, source: Path, tell: Tell) -> str:
    """The id of the model of these data, which may be there already. Raises ``RunFailed``."""
    folders = ["--models", str(models.folder.absolute()), "--project", str(source.absolute())]
    made, last = "", ""
    with subprocess.Popen(  # noqa: S603 - our own command; folders are handed over as they are
        [str(RASA_PYTHON), "-W", "ignore", "-m", "bot.nlu", "train", "--candidate", *folders],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as training:
        for line in training.stdout or ():
            last = _COLOURS.sub("", line).strip() or last
            tell(last)
            if found := _MADE.search(last):
                made = found[1]
    if training.returncode or not made:
        raise RunFailed(f"Nothing was trained: {last}")
    return made


def measure(
    models: TrainedModels,
    model: str,
    messages: Sequence[Message],
    conversations: Path | None,
    tell: Tell,
) -> Report:
    """Against the model in service; without ``conversations`` none are played."""
    against = models.current
    if against is None:
        raise RunFailed("No model is in service to compare with: make train")
    if against == model:
        raise RunFailed(f"Model {model} is the one in service.")
    tell(f"[5/6] Reading {len(messages)} labelled messages with {model} and with {against}")
    try:
        before = Understanding.load(models.path(against))
        after = Understanding.load(models.path(model))
    except UnusableModelError as error:
        raise RunFailed(str(error)) from None
    comparison = compare(before, after, messages)
    sizes = Pair(models.size(against), models.size(model))
    report = Report(model, against, comparison, sizes)
    if conversations is None:
        return report
    tell(f"[6/6] Playing the conversations of {conversations.name}")
    try:
        dialogues = play(models, model, conversations, tell)
    except CannotPlay as problem:
        raise RunFailed(str(problem)) from None
    return Report(model, against, comparison, sizes, dialogues)
