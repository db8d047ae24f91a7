"""What messages are read by now: replaced as a whole when another model takes over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversations.distress import DistressLevel, DistressReading
from bot.trained import TrainedModels
from bot.understanding import distress, intents
from bot.understanding.distress import DistressScreen
from bot.understanding.intents import IntentClassifier
from bot.understanding.kernel import UnusableModelError
from bot.understanding.reading import Reader, Reading
from bot.understanding.wishes import SecondWishes, Wish


@dataclass(frozen=True)
class Understood:
    intent: str
    confidence: float
    level: DistressLevel


@dataclass(frozen=True)
class Readers:
    """Without a trained model certain phrases are read, and no second wish is found."""

    screen: DistressScreen
    wishes: SecondWishes

    @classmethod
    def load(cls, folder: Path) -> Readers:
        """Raise `UnusableModelError` where the intents cannot be read."""
        classifier = IntentClassifier.load(folder / intents.DEFAULT_PATH.name)
        screen = DistressScreen.load(folder / distress.DEFAULT_PATH.name)
        return cls(screen, SecondWishes(classifier))

    def understand(self, text: str) -> Understood | None:
        """As Rasa and the screen would; nothing without a trained model."""
        if self.wishes.classifier is None:
            return None
        intent, confidence = self.wishes.classifier.predict(text)[0]
        return Understood(intent, confidence, self.screen.screen(text).level)

    @classmethod
    def current(cls, models: TrainedModels) -> Readers:
        """As good as it gets: a program can start and say what is missing."""
        folder = models.folder / (models.current or "none")
        try:
            return cls.load(folder)
        except UnusableModelError:
            screen = DistressScreen.load(folder / distress.DEFAULT_PATH.name)
            return cls(screen, SecondWishes(None))


class Served:
    def __init__(self, models: TrainedModels) -> None:
        self.model = models.current
        self._readers = Readers.current(models)

    @property
    def is_learned(self) -> bool:
        return self._readers.screen.is_learned

    def screen(self, text: str) -> DistressReading:
        return self._readers.screen.screen(text)

    def second_wish(self, text: str, metadata: Mapping[str, Any]) -> Wish | None:
        return self._readers.wishes.find(text, metadata)

    def read(self, text: str, metadata: Mapping[str, Any]) -> Reading | None:
        return Reader(self._readers.wishes.classifier).read(text, metadata)

    def understand(self, text: str) -> Understood | None:
        return self._readers.understand(text)

    def replace(self, model: str, readers: Readers) -> None:
        self.model, self._readers = model, readers
