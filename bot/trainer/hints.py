"""What may be wrong with examples, and what they are like: short work for who labels them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np

from bot.understanding.embeddings import KeptEmbeddings
from bot.understanding.encoder import Vectors, encode
from bot.understanding.lint import ENOUGH, TEXTS_KEPT, Example, Finding, duplicates, neighbours
from bot.understanding.writing import read, simplify

FOLDER = Path("models/fitted")
MOST_ALIKE = 12
NEAREST = 6
SHOWN = 300


@dataclass(frozen=True)
class Near:
    example: Example
    likeness: float


@dataclass(frozen=True)
class Alike:
    """Two intents whose examples lie close to one another; 1 is the same place."""

    one: str
    other: str
    likeness: float


@dataclass
class Hints:
    """Encodes what training has not encoded already, and keeps it for training."""

    project: Path
    _known: dict[tuple[str, ...], Vectors] = field(default_factory=dict)

    def of_intent(self, examples: Sequence[Example], intent: str) -> Sequence[Finding]:
        own = [number for number, one in enumerate(examples) if one.intent == intent]
        repeated = [one for one in duplicates(examples) if _is_about(one, intent)]
        return [*repeated, *neighbours(examples, self._vectors(examples), own)][:SHOWN]

    def alike(self, examples: Sequence[Example]) -> Sequence[Alike]:
        """The pairs of intents that are easiest to confuse, the closest first."""
        vectors = self._vectors(examples)
        intents = sorted({one.intent for one in examples})
        labels = np.array([one.intent for one in examples])
        means = np.array([vectors[labels == intent].mean(axis=0) for intent in intents])
        if intents:
            means -= means.mean(axis=0)  # what all messages share says nothing of two
        pairs = [
            Alike(intents[one], intents[other], _cosine(means[one], means[other]))
            for one, other in combinations(range(len(intents)), 2)
        ]
        return sorted(pairs, key=lambda pair: -pair.likeness)[:MOST_ALIKE]

    def nearest(self, examples: Sequence[Example], text: str) -> Sequence[Near]:
        """Of other examples."""
        others = [number for number, one in enumerate(examples) if one.text != text]
        [vector] = encode([_text(text)])
        likeness = self._vectors(examples)[others] @ vector
        best = np.argsort(-likeness)[:NEAREST]
        return [Near(examples[others[place]], float(likeness[place])) for place in best]

    def _vectors(self, examples: Sequence[Example]) -> Vectors:
        """Of the examples as they are now; of earlier ones none are held."""
        texts = tuple(_text(one.text) for one in examples)
        if texts not in self._known:
            vectors = KeptEmbeddings(self.project / FOLDER).encode(texts)
            self._known.clear()
            self._known[texts] = vectors
        return self._known[texts]


def counts(examples: Sequence[Example]) -> Mapping[tuple[str, str], int]:
    """By intent and language."""
    return Counter((one.intent, one.language) for one in examples)


def is_short(count: int) -> bool:
    return count < ENOUGH


def repeated(examples: Sequence[Example]) -> Sequence[Finding]:
    return list(duplicates(examples))[:SHOWN]


def search(examples: Sequence[Example], words: str) -> Sequence[Example]:
    """In every language; simplified and traditional characters are the same."""
    wanted = _folded(words.strip())
    return [one for one in examples if wanted in _folded(one.text)]


@lru_cache(TEXTS_KEPT)
def _text(text: str) -> str:
    """As the encoder is given it."""
    return read(text).text


@lru_cache(TEXTS_KEPT)
def _folded(text: str) -> str:
    return simplify(text.casefold())


def _is_about(finding: Finding, intent: str) -> bool:
    return any(one.intent == intent for one in finding.about)


def _cosine(one: Vectors, other: Vectors) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-9))
