"""Train what `bot.understanding` reads: `python -m bot.nlu.train_understanding`, from the root."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from bot.understanding import distress, intents
from bot.understanding.distress import DistressScreen
from bot.understanding.encoder import remember
from bot.understanding.intents import IntentClassifier

LEVELS = {"express_crisis": "crisis", "express_distress": "distressed"}
"""Intents that say how the writer is; examples of the others count as calm."""

CALM_OF_EACH_INTENT = 50
DOUBTFUL = 0.75
"""Strength of distress from which a calm example has something to teach."""
EVERY_TEXT = 30_000

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
    remember(EVERY_TEXT)
    told, calm = levels(read_intents(data / "nlu"), read_distress(data / "distress"))
    screen = DistressScreen.fit(*_columns(told))
    mistaken = [
        (text, "calm")
        for text, reading in zip(calm, screen.screen_all(calm), strict=True)
        if reading.distressed >= DOUBTFUL
    ]
    screen = DistressScreen.fit(*_columns([*told, *mistaken]))
    screen.save(models / distress.DEFAULT_PATH.name)


def levels(wishes: list[Example], written: list[Example]) -> tuple[list[Example], list[str]]:
    """Examples with their level, and the calm ones beyond `CALM_OF_EACH_INTENT`.

    All calm ones together would only cost time: of the rest those are added that a first model
    doubts. The level written for a text wins over the one of its intent.
    """
    told, spare = dict(written), []
    met: Counter[str] = Counter()
    for text, intent in sorted(wishes, key=lambda pair: crc32(pair[0].encode())):
        met[intent] += 1
        if intent in LEVELS or met[intent] <= CALM_OF_EACH_INTENT:
            told.setdefault(text, LEVELS.get(intent, "calm"))
        elif text not in told:
            spare.append(text)
    return list(told.items()), spare


def _columns(examples: Iterable[Example]) -> Iterator[list[str]]:
    return map(list, zip(*examples, strict=True))


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    for train in (train_intents, train_distress):
        train(root / "data", root / "models" / "understanding")
