"""Train what `bot.understanding` reads: `python -m bot.nlu.train_understanding`, from the root."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.understanding import distress, intents
from bot.understanding.distress import DistressScreen
from bot.understanding.intents import IntentClassifier

LEVELS = {"express_crisis": "crisis", "express_distress": "distressed"}
"""Intents that say how the writer is; examples of the others count as calm."""

Example = tuple[str, str]


def read_intents(folder: Path) -> list[Example]:
    """Each example with its intent, from Rasa's training files."""
    return [
        (line[2:].strip(), item["intent"])
        for path in sorted(folder.glob("*/*.yml"))
        for item in _load(path)["nlu"]
        if "intent" in item
        for line in item["examples"].splitlines()
        if line.startswith("- ")
    ]


def read_distress(folder: Path) -> list[Example]:
    """Each example with its level; a file has a block of lines for each level."""
    return [
        (line, level)
        for path in sorted(folder.glob("*.yml"))
        for level, block in _load(path).items()
        for line in block.splitlines()
        if line
    ]


def train_intents(data: Path, models: Path) -> None:
    """Write the intent classifier alone; Rasa's training makes the same one."""
    IntentClassifier.fit(*_columns(read_intents(data / "nlu"))).save(
        models / intents.DEFAULT_PATH.name
    )


def train_distress(data: Path, models: Path) -> None:
    """Write the distress classifier; examples of intents tell it what calm messages look like."""
    told = {text: LEVELS.get(intent, "calm") for text, intent in read_intents(data / "nlu")}
    told.update(read_distress(data / "distress"))  # the level written for a text wins
    DistressScreen.fit(*_columns(told.items())).save(models / distress.DEFAULT_PATH.name)


def _columns(examples: Iterable[Example]) -> Iterator[list[str]]:
    return map(list, zip(*examples, strict=True))


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    for train in (train_intents, train_distress):
        train(root / "data", root / "models" / "understanding")
