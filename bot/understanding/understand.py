"""Everything that is understood of a message at once, without a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bot.conversations.entities import extract
from bot.understanding import distress, intents
from bot.understanding.distress import DistressScreen
from bot.understanding.encoder import warm_up
from bot.understanding.intents import IntentClassifier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

DEFAULT_MODELS = intents.DEFAULT_PATH.parent
NEXT = 2
"""Intents told beside the likeliest."""

Told = dict[str, Any]


@dataclass(frozen=True)
class Understanding:
    classifier: IntentClassifier
    screen: DistressScreen

    @classmethod
    def load(cls, models: Path = DEFAULT_MODELS) -> Understanding:
        """Raise `UnusableModelError` where no intents were trained."""
        classifier = IntentClassifier.load(models / intents.DEFAULT_PATH.name)
        screen = DistressScreen.load(models / distress.DEFAULT_PATH.name)
        warm_up()
        return cls(classifier, screen)

    def understand(self, texts: Sequence[str], *, as_of: date, currency: str) -> list[Told]:
        """One JSON-ready value for each text; `ms` is the share of the time these texts took."""
        begun = perf_counter()
        rankings = self.classifier.predict_all(texts)
        readings = self.screen.screen_all(texts)
        entities = [_entities(text, as_of=as_of, currency=currency) for text in texts]
        spent = round((perf_counter() - begun) * 1000 / max(1, len(texts)), 2)
        return [
            {
                "text": text,
                "intent": ranking[0][0],
                "confidence": round(ranking[0][1], 4),
                "next": [
                    {"intent": intent, "confidence": round(share, 4)}
                    for intent, share in ranking[1 : 1 + NEXT]
                ],
                "entities": found,
                "distress": {"level": reading.level.value, "evidence": list(reading.evidence)},
                "ms": spent,
            }
            for text, ranking, reading, found in zip(
                texts, rankings, readings, entities, strict=True
            )
        ]


def _entities(text: str, *, as_of: date, currency: str) -> list[Told]:
    return [
        {
            "entity": found.entity,
            "value": found.value,
            "start": found.start,
            "end": found.end,
            "text": found.text,
            **({"rule": found.rule} if found.rule else {}),
        }
        for found in extract(text, as_of=as_of, currency=currency)
    ]
