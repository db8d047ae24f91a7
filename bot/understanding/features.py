"""What the linear models see of a message beside its embedding: n-grams of letters and sounds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from bot.understanding.writing import Writing

CHARACTERS = 4
SOUNDS = 3
SOUND = "~"
"""Set before an n-gram of sounds, to tell it from one of characters."""
COMMON, FEW = 0.05, 50
"""Share of the documents above which an n-gram tells nothing, unless they are few."""


def grams(writing: Writing) -> Counter[str]:
    """Character 1-4-grams inside words (a run of Chinese is a word), sound 1-3-grams, emoji."""
    found: Counter[str] = Counter()
    for word in writing.folded.split():
        found.update(_within(f" {word} ", CHARACTERS))
    found.update(f"{SOUND}{gram}" for gram in _runs(writing.sounds, SOUNDS))
    found.update(f"!{symbol}" for symbol in writing.symbols)
    return found


def _within(word: str, longest: int) -> Iterable[str]:
    return (word[i : i + n] for n in range(1, longest + 1) for i in range(len(word) - n + 1))


def _runs(tokens: Sequence[str], longest: int) -> Iterable[str]:
    return (
        "-".join(tokens[i : i + n])
        for n in range(1, longest + 1)
        for i in range(len(tokens) - n + 1)
    )


Weighed = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]


@dataclass(frozen=True)
class Vocabulary:
    """The n-grams worth a weight: the column of each, its smoothed inverse document frequency."""

    columns: Mapping[str, int]
    rarity: npt.NDArray[np.float32]

    @classmethod
    def of(cls, documents: Sequence[Counter[str]]) -> "Vocabulary":
        """Keep what occurs in two documents or more, and is not everywhere in many."""
        counts = Counter(gram for document in documents for gram in document)
        most = max(FEW, COMMON * len(documents))
        kept = sorted(gram for gram, count in counts.items() if 2 <= count <= most)  # noqa: PLR2004
        rarity = [1 + log((1 + len(documents)) / (1 + counts[gram])) for gram in kept]
        columns = {gram: i for i, gram in enumerate(kept)}
        return cls(columns, np.array(rarity, np.float32))

    def weigh(self, document: Counter[str]) -> Weighed:
        """Columns and TF-IDF values (sublinear, unit length) of the n-grams that are known."""
        known = [(self.columns[g], n) for g, n in document.items() if g in self.columns]
        columns = np.array([column for column, _ in known], np.int64)
        values = 1 + np.log(np.array([n for _, n in known], np.float32))
        values = values * self.rarity[columns]
        length = float(np.linalg.norm(values))
        return columns, (values / length if length else values).astype(np.float32)
