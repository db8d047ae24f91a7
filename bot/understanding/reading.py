"""What was understood of a message at the time: the likeliest intents and the entities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.conversations.entities import Entity, extract
from bot.understanding.intents import IntentClassifier, Ranking

GUESSES = 3


@dataclass(frozen=True)
class Reading:
    guesses: Ranking
    entities: tuple[Entity, ...]

    def record(self) -> dict[str, Any]:
        return {
            "guesses": [[intent, round(share, 4)] for intent, share in self.guesses],
            "entities": [asdict(entity) for entity in self.entities],
        }


@dataclass(frozen=True)
class Reader:
    """By the same model and rules as the engine's pipeline; without a model it reads nothing."""

    classifier: IntentClassifier | None

    def read(self, text: str, metadata: Mapping[str, Any]) -> Reading | None:
        """``metadata`` is what the engine was told beside the message."""
        if self.classifier is None:
            return None
        found = extract(
            text,
            as_of=date.fromisoformat(metadata["as_of"]),
            currency=metadata["currency"],
            locale=metadata.get("locale"),
            expecting=metadata.get("expecting"),
        )
        return Reading(self.classifier.predict(text)[:GUESSES], found)
