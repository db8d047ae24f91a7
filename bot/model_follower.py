"""Keeps a running program on the model that is published, without a pause in answering."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from bot.engine import EngineUnavailableError, ModelRefusedError
from bot.served import Readers, Served
from bot.trained import NoSuchModelError, TrainedModels
from bot.understanding.kernel import UnusableModelError

LOOK_SECONDS = 0.2
LOOK_AGAIN_SECONDS = 30.0

log = logging.getLogger(__name__)


class Loads(Protocol):
    async def load(self, model: Path) -> None: ...


class ModelFollower:
    """Looks at the link to the model in service, which one command or page replaces for all."""

    def __init__(
        self,
        models: TrainedModels,
        served: Served,
        engine: Loads,
        refused: Callable[[str, str], Awaitable[None]],
    ) -> None:
        """``refused`` is told a model that cannot serve, and the one that goes on."""
        self._models = models
        self._served = served
        self._engine = engine
        self._refused = refused

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        wanted = self._models.current
        if wanted is None or wanted == self._served.model:
            return
        try:
            readers = await asyncio.to_thread(Readers.load, self._models.path(wanted))
            await self._engine.load(self._models.archive(wanted))
        except EngineUnavailableError:
            return  # it is starting, and asked again when it has
        except (ModelRefusedError, NoSuchModelError, UnusableModelError) as error:
            await self._go_on(wanted, error)
        else:
            self._served.replace(wanted, readers)

    async def _go_on(self, wanted: str, error: Exception) -> None:
        log.error("model %s cannot serve: %s", wanted, error)
        served = self._served.model
        if served is None or not self._models.is_whole(served):
            await asyncio.sleep(LOOK_AGAIN_SECONDS)  # there is nothing to go back to
            return
        self._models.serve(served, chosen=True)
        await self._refused(wanted, served)
