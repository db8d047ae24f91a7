"""Messages brought to a borrower's Telegram."""

from __future__ import annotations

import asyncio
import logging

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channels.backoff import Pause, backoff
from bot.channels.outgoing import OutgoingMessage, TryLater, Undeliverable
from bot.channels.telegram.errors import send_error
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.splitting import split_text
from bot.channels.telegram.updates import CHANNEL

TRIES_OF_A_PART = 4

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

log = logging.getLogger(__name__)


class TelegramChannel:
    """Texts go out plain, without a parse mode: nothing in them is ever markup."""

    name = CHANNEL

    def __init__(self, bot: Bot, pace: Pace | None = None, *, pause: Pause = asyncio.sleep) -> None:
        self._bot = bot
        self._pace = pace or Pace()
        self._pause = pause

    async def send(self, message: OutgoingMessage) -> str | None:
        """Answers the id of the last part, which has the buttons."""
        parts = split_text(message.text)
        if not parts:
            raise Undeliverable("empty")
        keyboards = [*[None for _ in parts[1:]], keyboard(message)]
        sent = await self._send(message.address, parts[0], keyboards[0])
        for part, its_keyboard in zip(parts[1:], keyboards[1:], strict=True):
            sent = await self._send_rest(message.address, part, its_keyboard)
        return str(sent)

    async def _send_rest(self, address: str, text: str, keyboard: Keyboard | None) -> int:
        """Tried again here: a new start would repeat the parts that have arrived."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._send(address, text, keyboard)
            except TryLater as error:
                if error.uncertain or attempt == TRIES_OF_A_PART:
                    raise TryLater(error.code, uncertain=True) from error
                await self._pause(error.after_seconds or backoff(attempt))

    async def _send(self, address: str, text: str, keyboard: Keyboard | None) -> int:
        await self._pace.turn(address)
        try:
            sent = await self._bot.send_message(
                address,
                text,
                reply_markup=keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            raise send_error(error) from error
        return sent.message_id

    async def show_typing(self, address: str) -> None:
        """Seen for about five seconds. Not worth a second try."""
        try:
            await self._bot.send_chat_action(address, ChatAction.TYPING)
        except TelegramError as error:
            log.info("Typing was not shown: %s", send_error(error).code)

    async def button_chosen(self, address: str, provider_id: str, text: str, chosen: str) -> None:
        """The choice stays to be read under the question, and the buttons are gone."""
        asked = split_text(text)[-1:]
        shown = "\n\n".join([*asked, f"✓ {chosen}"])
        try:
            if len(split_text(shown)) == 1:
                await self._bot.edit_message_text(
                    shown,
                    chat_id=address,
                    message_id=int(provider_id),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            else:
                await self._bot.edit_message_reply_markup(address, int(provider_id))
        except TelegramError as error:
            log.info("A choice was not shown: %s", send_error(error).code)


def keyboard(message: OutgoingMessage) -> Keyboard:
    """One button a row. A message has one keyboard: beside the phone's, titles are sent as text."""
    if message.asks_for_phone:
        rows = [[KeyboardButton(message.asks_for_phone, request_contact=True)]]
        rows += [[KeyboardButton(button.title)] for button in message.buttons]
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    if message.buttons:
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(b.title, callback_data=b.token)] for b in message.buttons]
        )
    return ReplyKeyboardRemove()
