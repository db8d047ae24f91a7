"""Train what `bot.understanding` reads: `python -m bot.nlu.train_understanding`, from the root."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter

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


def train(data: Path, models: Path) -> None:
    """Write the artefacts that the app and Rasa read, and say how long it took."""
    begun = perf_counter()
    wishes = read_intents(data / "nlu")
    IntentClassifier.fit(*_columns(wishes)).save(models / intents.DEFAULT_PATH.name)
    told = [(text, LEVELS.get(intent, "calm")) for text, intent in wishes]
    known = dict([*told, *read_distress(data / "distress")])  # the level written for a text wins
    DistressScreen.fit(*_columns(known.items())).save(models / distress.DEFAULT_PATH.name)
    spent = perf_counter() - begun
    print(f"{len(wishes)} examples of intents, {len(known)} of distress: {spent:.1f} s")


def _columns(examples: Iterable[Example]) -> Iterator[list[str]]:
    return map(list, zip(*examples, strict=True))


def _load(path: Path) -> dict:
    return yaml.safe_load(path.read_text("utf-8"))


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    train(root / "data", root / "models" / "understanding")
