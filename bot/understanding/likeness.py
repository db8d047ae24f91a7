"""Which training examples a message is like, and which messages are like one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.understanding.embeddings import encode_to_keep
from bot.understanding.encoder import encode
from bot.understanding.writing import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.understanding.embeddings import KeptEmbeddings
    from bot.understanding.encoder import Vectors
    from bot.understanding.lint import Example

BATCH = 16


@dataclass(frozen=True)
class Near:
    """``likeness`` is the cosine of the two embeddings."""

    example: Example
    likeness: float


@dataclass(frozen=True)
class Likeness:
    examples: Sequence[Example]
    vectors: Vectors

    @classmethod
    def of(cls, examples: Sequence[Example], kept: KeptEmbeddings) -> Likeness:
        """Slow for examples that were never encoded before; messages are read in between."""
        texts = [read(example.text).text for example in examples]
        missing = kept.missing(texts)
        if missing:
            batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
            kept.keep(missing, np.concatenate([encode_to_keep(batch) for batch in batches]))
        return cls(examples, kept.encode(texts))

    def nearest(self, vector: Vectors, count: int) -> list[Near]:
        """The nearest first."""
        if not self.examples:
            return []
        likeness = self.vectors @ vector
        first = np.argsort(-likeness)[:count]
        return [Near(self.examples[place], float(likeness[place])) for place in first.tolist()]

    def highest(self, vectors: Vectors) -> list[float]:
        """Of each message, how like it is to the example that it is most like."""
        if not self.examples:
            return [0.0] * len(vectors)
        found: list[float] = (vectors @ self.vectors.T).max(axis=1).tolist()
        return found


def embed(texts: Sequence[str]) -> Vectors:
    return encode([read(text).text for text in texts])


def group(vectors: Vectors, *, alike: float) -> list[list[int]]:
    """The places of those that say the same; the first of each group stands for it."""
    likeness = vectors @ vectors.T
    groups: list[list[int]] = []
    leaders: list[int] = []
    for place in range(len(vectors)):
        near = np.flatnonzero(likeness[place, leaders] >= alike)
        if len(near):
            groups[int(near[0])].append(place)
        else:
            groups.append([place])
            leaders.append(place)
    return groups
