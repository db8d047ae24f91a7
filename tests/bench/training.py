"""Training on the whole data, from nothing."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterable

from tests.bench.figures import Figure

TRAIN = ["bot/nlu/.venv/bin/python", "-W", "ignore", "-m", "bot.nlu", "train", "--models"]


def measure() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as models:
        started = time.perf_counter()
        subprocess.run([*TRAIN, models], check=True, capture_output=True)
        yield Figure("training on all data", time.perf_counter() - started, "s", 30)
