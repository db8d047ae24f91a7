"""The Rasa process with the trained model: start, memory, parsing over HTTP."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import httpx

from bot.engine.process import EngineConfig, EngineProcess
from tests.bench.figures import Figure, percentiles, resident_megabytes, timed
from tests.bench.understanding import messages


def measure() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    config = EngineConfig(
        python=Path("bot/nlu/.venv/bin/python"),
        models=Path("models"),
        log=folder / "log",
        actions_url="http://127.0.0.1:1",
        actions_token="none",
        tracker_url=f"sqlite:///{folder / 'tracker.db'}",
    )
    started = time.perf_counter()
    process = await EngineProcess.start(config)
    try:
        await process.until_ready()
        ready = time.perf_counter() - started
        spent = await asyncio.to_thread(_parse_all, process)
        memory = resident_megabytes(process.pid)
    finally:
        await process.stop()
    return [
        Figure("Rasa: from start to ready", ready, "s", 12),
        Figure("Rasa: memory", memory, "MB", 400),
        *percentiles("Rasa: parsing a message over HTTP", spent, p50=5),
    ]


def _parse_all(process: EngineProcess) -> list[float]:
    token = process.client._token  # noqa: SLF001 - parsing alone is asked only here
    with httpx.Client(base_url=process.client.url, params=token, trust_env=False) as client:
        return timed(lambda text: client.post("/model/parse", json={"text": text}), messages())
