"""A real Rasa process for a tiny assistant whose every turn these tests know."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.engine import Engine, EngineConfig

from .action_server import ActionServer

PROJECT = Path(__file__).parents[2]
RASA = PROJECT / "bot/nlu/.venv/bin/python"
SECONDS_TO_START = 120


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the tiny assistant's model was trained."""
    folder = tmp_path_factory.mktemp("models")
    subprocess.run(
        [RASA, "-W", "ignore", "-m", "bot.nlu", "train", "--models", folder],
        cwd=Path(__file__).parent / "assistant",
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def actions() -> Iterator[ActionServer]:
    server = ActionServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def config(
    models: Path, actions: ActionServer, tmp_path_factory: pytest.TempPathFactory
) -> EngineConfig:
    folder = tmp_path_factory.mktemp("engine")
    return EngineConfig(
        python=RASA,
        models=models,
        log=folder / "engine.log",
        actions_url=actions.url,
        actions_token="actions-token",
        tracker_url=f"sqlite:///{folder / 'tracker.db'}",
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(config: EngineConfig) -> AsyncIterator[Engine]:
    async with Engine(config) as running:
        await running.ready(SECONDS_TO_START)
        yield running


class Speaker:
    """One borrower's conversation, with message ids of its own."""

    def __init__(self, engine: Engine, conversation: str) -> None:
        self.engine = engine
        self.conversation = conversation
        self._number = 0

    async def say(self, text: str, *, message_id: str | None = None) -> list[str]:
        """The names of what is answered."""
        return await self._send(message_id, text=text, payload=None)

    async def press(self, payload: str) -> list[str]:
        return await self._send(None, text=None, payload=payload)

    async def _send(self, message_id: str | None, **said: Any) -> list[str]:
        self._number += 1
        answer = await self.engine.ask(
            self.conversation,
            message_id=message_id or f"m{self._number}",
            metadata={"as_of": "2026-11-20", "currency": "CNY", "locale": "en"},
            **said,
        )
        return [utterance.response for utterance in answer]


def said_in(conversation: str, config: EngineConfig) -> list[dict[str, Any]]:
    """The borrower's messages that the engine remembers, as it understood them."""
    with sqlite3.connect(config.tracker_url.removeprefix("sqlite:///")) as memory:
        events = memory.execute(
            "SELECT data FROM events WHERE sender_id = ? AND type_name = 'user'", [conversation]
        )
        return [json.loads(data) for (data,) in events]


@pytest.fixture
def borrower(engine: Engine, request: pytest.FixtureRequest) -> Speaker:
    return Speaker(engine, request.node.name)
