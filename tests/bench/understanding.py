"""Understanding alone, in the app's process: intent, entities, distress."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.conversations.entities import extract
from bot.understanding.distress import DistressScreen
from bot.understanding.encoder import warm_up
from bot.understanding.intents import IntentClassifier
from tests.bench.figures import Figure, percentiles, timed

HELD_OUT = Path("data/held_out/intents")


def messages() -> list[str]:
    texts = []
    for path in sorted(HELD_OUT.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file, delimiter="\t")]
    return texts


def measure() -> Iterable[Figure]:
    classifier, screen, texts = IntentClassifier.load(), DistressScreen.load(), messages()

    def understand(text: str) -> None:
        classifier.predict(text)
        screen.screen(text)
        extract(text, as_of=date(2026, 11, 20), currency="CNY")

    warm_up()
    understand("ready")
    yield from percentiles("understanding a message", timed(understand, texts), p50=5)
