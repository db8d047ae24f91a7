"""What is wrong with training examples: repeated, contradictory, too few, in the test too."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import yaml

from bot.understanding.encoder import encode
from bot.understanding.message_tables import read_table
from bot.understanding.writing import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

NEAR = 0.93
"""Cosine of two embeddings from which they say the same in other words."""
NEIGHBOURS = 5
ENOUGH = 20
"""Examples of an intent in one language."""
BLOCK = 512
TEXTS_KEPT = 65536


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    language: str
    place: str


@dataclass(frozen=True)
class Finding:
    """`kind`: duplicate, near_duplicate, odd_one_out, shortage or leak.

    `about` are the examples that it is about, `instead` the intent of an odd one's neighbours.
    """

    kind: str
    message: str
    about: tuple[Example, ...] = ()
    instead: str = ""


def read_examples(folder: Path) -> list[Example]:
    """From Rasa's training files, a folder for each language."""
    return [
        Example(line[2:].strip(), item["intent"], path.parent.name, str(path))
        for path in sorted(folder.glob("*/*.yml"))
        for item in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).get("nlu") or []
        if "intent" in item
        for line in item["examples"].splitlines()
        if line.startswith("- ")
    ]


def read_tests(paths: Sequence[Path]) -> list[Example]:
    """From tables with a column `text`."""
    return [
        Example(line.cells["text"], line.cells.get("intent", ""), "", f"{path}:{line.number}")
        for path in paths
        for line in read_table(path, "text")
        if line.error is None
    ]


def lint(examples: Sequence[Example], tests: Sequence[Example]) -> Iterator[Finding]:
    yield from duplicates(examples)
    yield from _shortages(examples)
    vectors = encode([read(example.text).text for example in examples])
    yield from neighbours(examples, vectors, range(len(examples)))
    yield from _leaks(examples, vectors, tests)


def duplicates(examples: Sequence[Example]) -> Iterator[Finding]:
    met: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        met[plain(example.text)].append(example)
    for same in met.values():
        intents = sorted({example.intent for example in same})
        if len(intents) > 1:
            message = f"{same[0].text!r} is in {', '.join(intents)}"
            yield Finding("duplicate", message, tuple(same))
        elif len(same) > 1:
            places = sorted({example.place for example in same})
            message = f"{same[0].text!r} is {len(same)} times in {intents[0]}: {', '.join(places)}"
            yield Finding("duplicate", message, tuple(same))


def _shortages(examples: Sequence[Example]) -> Iterator[Finding]:
    counts = Counter((example.language, example.intent) for example in examples)
    intents = sorted({example.intent for example in examples})
    for language in sorted({example.language for example in examples}):
        for intent in intents:
            if (count := counts[language, intent]) < ENOUGH:
                yield Finding("shortage", f"{intent} has {count} examples in {language}")


def neighbours(
    examples: Sequence[Example], vectors: np.ndarray, numbers: Sequence[int]
) -> Iterator[Finding]:
    """Of the examples with these numbers, among all."""
    if len(examples) <= NEIGHBOURS:
        return
    for start in range(0, len(numbers), BLOCK):
        some = numbers[start : start + BLOCK]
        for number, near in zip(some, vectors[list(some)] @ vectors.T, strict=True):
            near[number] = -1
            nearest = np.argpartition(near, -NEIGHBOURS)[-NEIGHBOURS:]
            yield from _odd(examples, number, [int(i) for i in nearest], near, set(numbers))


def _odd(
    examples: Sequence[Example],
    number: int,
    nearest: Sequence[int],
    near: np.ndarray,
    asked: AbstractSet[int],
) -> Iterator[Finding]:
    one = examples[number]
    for other in nearest:
        twin = examples[other]
        is_same = plain(one.text) == plain(twin.text)
        is_told = other < number and other in asked
        if near[other] >= NEAR and one.intent != twin.intent and not is_same and not is_told:
            message = f"{one.text!r} ({one.intent}) and {twin.text!r} ({twin.intent})"
            yield Finding("near_duplicate", message, (one, twin))
    labels = Counter(examples[other].intent for other in nearest)
    [(label, votes)] = labels.most_common(1)
    if one.intent not in labels and votes == len(nearest):
        message = f"{one.text!r} ({one.intent}): its neighbours are {label}"
        yield Finding("odd_one_out", message, (one,), label)


def _leaks(
    examples: Sequence[Example], vectors: np.ndarray, tests: Sequence[Example]
) -> Iterator[Finding]:
    if not tests or not examples:
        return
    known = {plain(example.text) for example in examples}
    near = encode([read(test.text).text for test in tests]) @ vectors.T
    for test, row in zip(tests, near, strict=True):
        closest = int(row.argmax())
        if plain(test.text) in known:
            yield Finding("leak", f"{test.place} is a training example: {test.text!r}")
        elif row[closest] >= NEAR:
            twin = examples[closest].text
            yield Finding("leak", f"{test.place} is nearly one: {test.text!r} and {twin!r}")


@lru_cache(TEXTS_KEPT)
def plain(text: str) -> str:
    """Two texts with the same one are the same to who learns from them."""
    writing = read(text)
    return writing.bare.replace(" ", "") + "".join(writing.symbols) or text
