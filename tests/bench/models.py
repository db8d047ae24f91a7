"""Comparing a candidate with the model in service on all that is held out."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from bot.trained import TrainedModels
from bot.trainer.comparison import compare
from bot.understanding.held_out import read_messages, tables
from bot.understanding.understand import Understanding
from tests.bench.figures import Figure


def measure() -> Iterable[Figure]:
    models = TrainedModels(Path("models"))
    served = models.path(str(models.current))
    before, after = Understanding.load(served), Understanding.load(served)
    messages = read_messages(tables())
    started = time.perf_counter()
    compare(before, after, messages)
    spent = time.perf_counter() - started
    yield Figure(f"comparing two models on {len(messages)} messages", spent, "s", 30)
