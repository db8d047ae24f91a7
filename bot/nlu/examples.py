"""Reads what the assistant learns from, fast: Rasa would copy and check each line many times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from bot.understanding.writing import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LEVELS = {"express_crisis": "crisis", "express_distress": "distressed"}
"""Intents that say how the writer is; examples of the others count as calm."""

Example = tuple[str, str]


class UntrainableError(Exception):
    """What is wrong with the data, the rules or the configuration, for the person who wrote it."""


def read_intents(data: Path) -> list[Example]:
    """Each example with its intent, from Rasa's training files."""
    return [example for path in sorted((data / "nlu").rglob("*.yml")) for example in _intents(path)]


def read_levels(data: Path, intents: Iterable[Example]) -> list[Example]:
    """Each text with its level of distress; examples of intents show what calm is like."""
    told = {text: LEVELS.get(intent, "calm") for text, intent in intents}
    for path in sorted((data / "distress").glob("*.yml")):
        told.update(_levels(path))  # the level written for a text wins
    return list(told.items())


def to_encode(examples: Iterable[Example]) -> list[str]:
    """As the encoder is given them."""
    return list(dict.fromkeys(read(text).text for text, _ in examples))


def _intents(path: Path) -> Iterator[Example]:
    for item in _load(path).get("nlu") or []:
        if "intent" in item:
            for line in _lines(path, item.get("examples")):
                if line.startswith("- "):
                    yield line[2:].strip(), item["intent"]


def _levels(path: Path) -> Iterator[Example]:
    for level, block in _load(path).items():
        yield from ((line, level) for line in _lines(path, block) if line)


def _lines(path: Path, block: object) -> list[str]:
    if not isinstance(block, str):
        raise UntrainableError(f"{path}: examples are a block of lines, after a |")
    return block.splitlines()


def _load(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UntrainableError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise UntrainableError(f"{path}: not a training file")
    return content
