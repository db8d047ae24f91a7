"""Which of the fixed intents a message has, and how sure; unknown wishes are `out_of_scope`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.understanding import linear
from bot.understanding.linear import LinearModel
from bot.understanding.writing import read

DEFAULT_PATH = Path("models/understanding/intents.npz")
OUT_OF_SCOPE = "out_of_scope"
STRENGTH = 10.0

Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class IntentClassifier:
    model: LinearModel

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> "IntentClassifier":
        """Learn from examples; needs scikit-learn, which Rasa's environment has."""
        return cls(linear.fit([read(text) for text in texts], labels, strength=STRENGTH))

    @classmethod
    def load(cls, path: Path = DEFAULT_PATH) -> "IntentClassifier":
        """Raise `UnusableModelError` where the artefact is missing or damaged."""
        return cls(LinearModel.load(path))

    def save(self, path: Path = DEFAULT_PATH) -> None:
        self.model.save(path)

    def predict(self, text: str) -> Ranking:
        """All intents, likeliest first; confidences add up to 1. A blank text is out of scope."""
        writing = read(text)
        if not writing.text and not writing.symbols:
            return [(OUT_OF_SCOPE, 1.0)]
        shares = linear.softmax(self.model.scores(writing))
        ranked = zip(self.model.labels, map(float, shares), strict=True)
        return sorted(ranked, key=lambda pair: -pair[1])
