"""Keeps an engine running: restarted when it ends, stopped with the app."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING, Any, Self

from bot.engine.client import EngineUnavailableError
from bot.engine.process import EngineConfig, EngineProcess

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.engine.client import Utterance

log = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_STABLE_SECONDS = 60.0

__all__ = ["Engine", "EngineConfig"]


class Engine:
    """`async with Engine(config) as engine`: starts at once, answers when ready."""

    def __init__(self, config: EngineConfig) -> None:
        self._config = config
        self._process: EngineProcess | None = None
        self._is_ready = asyncio.Event()
        self._has_failed = asyncio.Event()
        self._problem = "Rasa is starting"
        self._supervisor: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._supervisor = asyncio.create_task(self._supervise())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._supervisor:
            self._supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervisor

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def ready(self, seconds: float) -> None:
        """Wait until messages are answered.

        Raises:
            EngineUnavailableError: it could not start, or not within `seconds`; it says why.
        """
        outcomes = [asyncio.ensure_future(e.wait()) for e in (self._is_ready, self._has_failed)]
        await asyncio.wait(outcomes, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for outcome in outcomes:
            outcome.cancel()
        if not self._is_ready.is_set():
            raise EngineUnavailableError(self._problem)

    async def ask(
        self,
        conversation: str,
        *,
        text: str | None,
        payload: str | None,
        message_id: str,
        metadata: Mapping[str, Any],
        embedding: str = "",
    ) -> Sequence[Utterance]:
        """See `EngineClient.ask`."""
        return await self._running().client.ask(
            conversation,
            text=text,
            payload=payload,
            message_id=message_id,
            metadata=metadata,
            embedding=embedding,
        )

    async def forget(self, conversation: str) -> None:
        """See `EngineClient.forget`."""
        await self._running().client.forget(conversation)

    async def served_model(self) -> str:
        """See `EngineClient.served_model`."""
        return await self._running().client.served_model()

    async def load(self, model: Path) -> None:
        """See `EngineClient.load`. A process that is started later serves what is current then."""
        await self._running().client.load(model)

    async def restart(self) -> None:
        """End the process; the one that follows serves the model that is current then."""
        self._is_ready.clear()
        if self._process:
            await self._process.stop()

    def _running(self) -> EngineProcess:
        if self._process is None or not self._is_ready.is_set():
            raise EngineUnavailableError(self._problem)
        return self._process

    async def _supervise(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            started = time.monotonic()
            try:
                await self._run_once()
            except EngineUnavailableError as error:
                self._problem = str(error)
                self._has_failed.set()
            log.warning("%s; starting again in %.1f s", self._problem, pause)
            await asyncio.sleep(pause)
            stable = time.monotonic() - started > _STABLE_SECONDS
            pause = _FIRST_PAUSE_SECONDS if stable else min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _run_once(self) -> None:
        process = self._process = await EngineProcess.start(self._config)
        try:
            await process.until_ready()
            self._has_failed.clear()
            self._is_ready.set()
            code = await process.until_ended()
            self._problem = f"Rasa ended with code {code}"
        finally:
            self._is_ready.clear()
            self._process = None
            await process.stop()
