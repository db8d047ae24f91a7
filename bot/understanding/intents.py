"""Which of the fixed intents a message has, and how sure; unknown wishes are `out_of_scope`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.understanding import kernel
from bot.understanding.encoder import Encode, encode
from bot.understanding.kernel import KernelModel
from bot.understanding.writing import read

DEFAULT_PATH = Path("models/current/intents.npz")
OUT_OF_SCOPE = "out_of_scope"
FIRST = 100
"""Examples of each intent that are learned from in any case."""

Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class IntentClassifier:
    model: KernelModel

    @classmethod
    def fit(
        cls, texts: Sequence[str], labels: Sequence[str], encode: Encode = encode
    ) -> "IntentClassifier":
        """Learn from examples; needs SciPy, which Rasa's environment has."""
        writings = [read(text) for text in texts]
        vectors = encode([writing.text for writing in writings])
        return cls(kernel.fit(writings, labels, vectors, first=FIRST))

    @classmethod
    def load(cls, path: Path = DEFAULT_PATH) -> "IntentClassifier":
        """Raise `UnusableModelError` where the artefact is missing or damaged."""
        return cls(KernelModel.load(path))

    def save(self, path: Path = DEFAULT_PATH) -> None:
        self.model.save(path)

    def predict(self, text: str) -> Ranking:
        """All intents, likeliest first; confidences add up to 1. A blank text is out of scope."""
        return self.predict_all([text])[0]

    def predict_all(self, texts: Sequence[str]) -> list[Ranking]:
        """As `predict` for each; together they take a third of the time."""
        writings = [read(text) for text in texts]
        told = self.model.probabilities(writings)
        return [
            sorted(shares.items(), key=lambda pair: -pair[1])
            if writing.text or writing.symbols
            else [(OUT_OF_SCOPE, 1.0)]
            for writing, shares in zip(writings, told, strict=True)
        ]
