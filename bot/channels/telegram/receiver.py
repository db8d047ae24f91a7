"""What a borrower writes in Telegram, brought in by polling or by webhook."""

from __future__ import annotations

import asyncio
import secrets

from starlette.routing import Route

from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.intake import Intake, NoteBlock, Receive
from bot.channels.telegram.invoices import Invoices
from bot.channels.telegram.menu import Describe, show_menu
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import Webhook


class TelegramReceiver:
    """Polls unless a webhook's address is given; then ``routes`` must be served there."""

    def __init__(
        self,
        bot: TelegramBot,
        receive: Receive,
        *,
        describe: Describe,
        default_locale: str,
        note_block: NoteBlock | None = None,
        webhook_url: str = "",
        webhook_secret: str = "",
        invoices: Invoices | None = None,
    ) -> None:
        self._bot = bot
        self._describe = describe
        self._default_locale = default_locale
        self._intake = Intake(bot, receive, invoices=invoices, note_block=note_block)
        self._webhook = (
            Webhook(self._intake, webhook_url, webhook_secret or secrets.token_urlsafe(32))
            if webhook_url
            else None
        )

    @property
    def routes(self) -> list[Route]:
        return [self._webhook.route] if self._webhook else []

    async def run(self) -> None:
        """Until cancelled.

        Raises ``WebhookRefused`` with Telegram's reason where it does not want that address.
        """
        if self._webhook:
            await self._webhook.announce(self._bot)
        await asyncio.gather(self._listen(), self._show_menu())

    async def _listen(self) -> None:
        if self._webhook:
            await asyncio.Event().wait()  # the web server listens
        await Polling(self._bot, self._intake).run()

    async def _show_menu(self) -> None:
        await show_menu(self._bot, self._describe, self._default_locale)
