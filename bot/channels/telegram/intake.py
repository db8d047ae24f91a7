"""Updates as they came, handed to the relay as messages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.telegram.errors import send_error
from bot.channels.telegram.invoices import Invoices
from bot.channels.telegram.updates import parse, parse_block
from bot.conversations.messages import IncomingMessage

Receive = Callable[[IncomingMessage], Awaitable[object]]
NoteBlock = Callable[[str, bool], Awaitable[object]]
"""Told a chat's address, and whether we are blocked there from now on."""

log = logging.getLogger(__name__)


class Intake:
    def __init__(
        self,
        bot: Bot,
        receive: Receive,
        *,
        invoices: Invoices | None = None,
        note_block: NoteBlock | None = None,
    ) -> None:
        self._bot = bot
        self._receive = receive
        self._invoices = invoices
        self._note_block = note_block
        self._answers: set[asyncio.Task[None]] = set()

    async def take(self, raw: dict[str, Any]) -> None:
        """Returns when the relay has stored it; until then it may come again."""
        update = self._read(raw)
        if update is None or await self._is_about_paying(update):
            return
        message = parse(update)
        if message is not None:
            await self._receive(message)
        block = parse_block(update)
        if block is not None and self._note_block is not None:
            await self._note_block(*block)
        if update.callback_query is not None:
            self._answer(update.callback_query.id)

    async def _is_about_paying(self, update: Update) -> bool:
        paid = update.message.successful_payment if update.message else None
        if self._invoices and update.message and paid:
            await self._invoices.take(str(update.message.chat.id), paid)
        if self._invoices and update.pre_checkout_query:
            await self._invoices.answer(self._bot, update.pre_checkout_query)
        return bool(paid or update.pre_checkout_query)

    def _read(self, raw: dict[str, Any]) -> Update | None:
        """What cannot be read today cannot be read tomorrow: it must not hold up the others."""
        try:
            return Update.de_json(raw, self._bot)
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
            # Neither the update nor the error's text: they hold what was written.
            log.error("Update %s cannot be read: %s", raw.get("update_id"), type(error).__name__)  # noqa: TRY400
            return None

    def _answer(self, callback_id: str) -> None:
        """The tapped button stops turning; nobody waits for that."""
        task = asyncio.get_running_loop().create_task(self._stop_turning(callback_id))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _stop_turning(self, callback_id: str) -> None:
        try:
            await self._bot.answer_callback_query(callback_id)
        except TelegramError as error:
            log.info("A tap was not answered: %s", send_error(error).code)
