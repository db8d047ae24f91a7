from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from bot_api import BotApi, bot_api

from bot.channels.telegram.api import TelegramBot, connect


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture
async def bot(telegram: BotApi) -> AsyncIterator[TelegramBot]:
    async with connect(telegram.token, telegram.url) as bot:
        yield bot


class Pauses(list[float]):
    """Waits that take no time and are counted."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()
