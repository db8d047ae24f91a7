"""One Rasa process: started on a free loopback port, awaited, ended with us."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path

from bot.engine.client import EngineClient, EngineUnavailableError
from bot.trained import TrainedModels

_PROJECT = Path(__file__).parents[2]
_SECONDS_TO_START = 180.0  # a busy machine; one that cannot start ends at once
_SECONDS_TO_STOP = 5.0
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class EngineConfig:
    """Where its parts are. `port` 0 takes a free one; an empty URL leaves that part embedded."""

    python: Path
    models: Path
    log: Path
    actions_url: str
    actions_token: str = field(repr=False)
    tracker_url: str = field(repr=False)
    lock_store_url: str = field(default="", repr=False)
    event_broker_url: str = field(default="", repr=False)
    port: int = 0

    def current_model(self) -> Path:
        """The model that training or a trainer chose to serve."""
        models = TrainedModels(self.models)
        if models.current is None:
            raise EngineUnavailableError(f"no trained model in {self.models}: run make train")
        return models.archive(models.current)


class EngineProcess:
    """Ends when this process ends, also when it is killed: the child watches its standard input."""

    def __init__(
        self, process: asyncio.subprocess.Process, client: EngineClient, model: Path, log: Path
    ) -> None:
        self._process = process
        self._model = model
        self._log = log
        self.client = client

    @classmethod
    async def start(cls, config: EngineConfig) -> EngineProcess:
        model = config.current_model()
        port = config.port or _free_port()
        token = secrets.token_urlsafe(32)
        config.log.parent.mkdir(parents=True, exist_ok=True)
        with config.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *_command(config.python, model, port),
                cwd=_PROJECT,
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=_environment(config, token),
                start_new_session=True,  # Ctrl-C is ours to handle: answers are finished first
            )
        return cls(process, EngineClient(f"http://127.0.0.1:{port}", token), model, config.log)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def until_ready(self) -> None:
        """Raises EngineUnavailableError if it ends, is slow, or serves another model."""
        try:
            async with asyncio.timeout(_SECONDS_TO_START):
                served = await self._served_model()
        except TimeoutError:
            raise EngineUnavailableError(f"Rasa did not start in time, see {self._log}") from None
        if served != self._model.name:
            raise EngineUnavailableError(f"Rasa serves {served} instead of {self._model.name}")

    async def _served_model(self) -> str:
        while self._process.returncode is None:
            try:
                return await self.client.served_model()
            except EngineUnavailableError:
                await asyncio.sleep(_POLL_SECONDS)
        raise EngineUnavailableError(f"Rasa ended while it was starting, see {self._log}")

    async def until_ended(self) -> int:
        return await self._process.wait()

    async def stop(self) -> None:
        await self.client.close()
        if self._process.returncode is None:
            self._process.terminate()
            try:
                async with asyncio.timeout(_SECONDS_TO_STOP):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


def _command(python: Path, model: Path, port: int) -> list[str]:
    options = ["--while-stdin-open", "--model", str(model.absolute()), "--port", str(port)]
    return [str(python.absolute()), "-W", "ignore", "-m", "bot.nlu", "run", *options]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(config: EngineConfig, token: str) -> dict[str, str]:
    """What the child may know: no settings of the app, so that its secrets stay here."""
    passed = {
        name: os.environ[name] for name in ("HOME", "LANG", "PATH", "TMPDIR") if name in os.environ
    }
    return passed | {
        # One thread does nearly all: arenas for more would only keep what was freed.
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "ENGINE_TOKEN": token,
        "ACTIONS_URL": config.actions_url,
        "ACTIONS_TOKEN": config.actions_token,
        "RASA_TRACKER_URL": config.tracker_url,
        "RASA_LOCK_STORE_URL": config.lock_store_url,
        "RASA_EVENT_BROKER_URL": config.event_broker_url,
    }
