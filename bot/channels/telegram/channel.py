"""Messages brought to a borrower's Telegram."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LabeledPrice,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channels.backoff import Pause, backoff
from bot.channels.outgoing import (
    Invoice,
    OutgoingFile,
    OutgoingMessage,
    SendError,
    TryLater,
    Undeliverable,
)
from bot.channels.telegram.errors import send_error
from bot.channels.telegram.menu import ChatMenus
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.splitting import split_text
from bot.channels.telegram.updates import CHANNEL

TRIES_OF_A_PART = 4
DESCRIPTION_LIMIT = 255

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
Request = Callable[[str], Awaitable[Message]]

log = logging.getLogger(__name__)


class TelegramChannel:
    """Texts go out plain, without a parse mode: nothing in them is ever markup."""

    name = CHANNEL

    def __init__(
        self,
        bot: Bot,
        pace: Pace | None = None,
        *,
        menus: ChatMenus | None = None,
        pause: Pause = asyncio.sleep,
        payment_token: str = "",
    ) -> None:
        """``payment_token``: the payment provider's, with which invoices are sent."""
        self._bot = bot
        self._menus = menus
        self._payment_token = payment_token
        self._pace = pace or Pace()
        self._pause = pause

    async def send(self, message: OutgoingMessage) -> str | None:
        """Pictures, then the text, then documents. Answers the id of the part with the buttons."""
        # Beside the assistant's messages nothing else tells that a person wrote this one.
        parts = split_text(f"{message.agent}:\n{message.text}" if message.agent else message.text)
        keyboards = [*[None for _ in parts[1:]], keyboard(message)]
        texts = [
            partial(self._text, text=part, keyboard=its_keyboard)
            for part, its_keyboard in zip(parts, keyboards, strict=False)
        ]
        pictures = [partial(self._picture, file=file) for file in message.files if file.is_picture]
        others = [
            partial(self._document, file=file) for file in message.files if not file.is_picture
        ]
        requests: list[Request] = [*pictures, *texts, *others]
        if message.invoice and self._payment_token:
            requests.append(partial(self._invoice, invoice=message.invoice, text=message.text))
        if not requests:
            raise Undeliverable("empty")
        sent: list[int | None] = []
        for request in requests:
            send = self._send_rest if sent else self._send
            try:
                sent.append(await send(message.address, request))
            except SendError as error:
                if not (texts and request in pictures and _may_be_left(error)):
                    raise
                log.warning("Message %s goes without a picture: %s", message.message_id, error.code)
                sent.append(None)
        if self._menus is not None:
            await self._menus.show(message.address, message.locale)
        return str(sent[len(pictures) + len(texts) - 1])

    async def _send_rest(self, address: str, request: Request) -> int:
        """Tried again here: a new start would repeat the parts that have arrived."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._send(address, request)
            except TryLater as error:
                if error.uncertain or attempt == TRIES_OF_A_PART:
                    raise TryLater(error.code, uncertain=True) from error
                await self._pause(error.after_seconds or backoff(attempt))

    async def _send(self, address: str, request: Request) -> int:
        await self._pace.turn(address)
        try:
            sent = await request(address)
        except TelegramError as error:
            raise send_error(error) from error
        return sent.message_id

    async def _text(self, address: str, *, text: str, keyboard: Keyboard | None) -> Message:
        return await self._bot.send_message(
            address,
            text,
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _picture(self, address: str, *, file: OutgoingFile) -> Message:
        """Silent, like documents: the text beside it makes the sound."""
        return await self._bot.send_photo(
            address, file.content, filename=file.name, disable_notification=True
        )

    async def _document(self, address: str, *, file: OutgoingFile) -> Message:
        return await self._bot.send_document(
            address,
            file.content,
            filename=file.name,
            disable_notification=True,
        )

    async def _invoice(self, address: str, *, invoice: Invoice, text: str) -> Message:
        return await self._bot.send_invoice(
            address,
            title=invoice.reference,
            description=text.split("\n", maxsplit=1)[0][:DESCRIPTION_LIMIT],
            payload=invoice.order_id,
            currency=invoice.currency,
            prices=[LabeledPrice(invoice.reference, invoice.amount_minor)],
            provider_token=self._payment_token,
            disable_notification=True,
            # A forwarded copy would be paid from another chat.
            protect_content=True,
        )

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


def _may_be_left(error: SendError) -> bool:
    """The text says what a picture shows, and has the buttons: it goes out in any case.

    A picture that certainly did not arrive for now is tried again with its text.
    """
    return not isinstance(error, TryLater) or error.uncertain


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
