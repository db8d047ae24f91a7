"""Updates asked for, one batch after the other: needs no public address."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sqlalchemy.exc import OperationalError
from telegram.error import TelegramError

from bot.channels.backoff import Pause, backoff
from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.errors import send_error
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.patience import Patience

TRIES_OF_AN_UPDATE = 5

log = logging.getLogger(__name__)


class Polling:
    def __init__(self, bot: TelegramBot, intake: Intake, *, pause: Pause = asyncio.sleep) -> None:
        self._bot = bot
        self._intake = intake
        self._pause = pause
        self._patience = Patience(pause)

    async def run(self) -> None:
        await self._patience.insist(self._bot.delete_webhook)
        offset: int | None = None
        while True:
            offset = await self.take_batch(offset)

    async def take_batch(self, offset: int | None) -> int | None:
        """The offset confirms to Telegram, with the next request, that all before it is stored."""
        try:
            updates = await self._bot.fetch_updates(offset)
        except TelegramError as error:
            await self._patience.wait(send_error(error))
            return offset
        self._patience.end()
        for update in updates:
            await self._store(update)
            offset = update["update_id"] + 1
        return offset

    async def _store(self, update: dict[str, Any]) -> None:
        """Waits for a ledger that is away; but one update that fails by itself is left out."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._intake.take(update)
            except OperationalError:
                log.warning("An update waits for the ledger")
            except Exception as error:
                log.exception("Update %s was not taken", update["update_id"], exc_info=error)
                if attempt == TRIES_OF_AN_UPDATE:
                    return None
            await self._pause(backoff(attempt, most=30))
