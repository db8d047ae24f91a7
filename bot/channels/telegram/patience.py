"""Requests that must succeed in the end, such as those at the start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import TelegramError

from bot.channels.backoff import Pause, backoff
from bot.channels.outgoing import SendError, TryLater
from bot.channels.telegram.errors import send_error

Result = TypeVar("Result")

_ADVICE = {
    "conflict": "another program receives for this bot: stop it, or use another bot's token",
    "token_refused": "Telegram does not accept TELEGRAM_TOKEN any more: set the bot's new token",
}

log = logging.getLogger(__name__)


class Patience:
    """Waits as long as Telegram asks for, or ever longer; says once what is wrong."""

    def __init__(self, pause: Pause = asyncio.sleep) -> None:
        self._pause = pause
        self._failures = 0
        self._said = ""

    async def wait(self, problem: SendError) -> None:
        self._failures += 1
        if problem.code != self._said:
            self._said = problem.code
            log.warning("Telegram: %s", _ADVICE.get(problem.code, problem.code))
        asked_for = problem.after_seconds if isinstance(problem, TryLater) else None
        await self._pause(asked_for or backoff(self._failures, most=60))

    def end(self) -> None:
        if self._said:
            log.warning("Telegram: works again")
        self._failures, self._said = 0, ""

    async def insist(self, request: Callable[[], Awaitable[Result]]) -> Result:
        """Only for requests that do no harm when they are done twice.

        Raises the library's error where Telegram says that it never will.
        """
        while True:
            try:
                result = await request()
            except TelegramError as error:
                problem = send_error(error)
                if not isinstance(problem, TryLater):
                    raise
                await self.wait(problem)
            else:
                self.end()
                return result
