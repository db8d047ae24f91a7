"""Files that borrowers sent, fetched from Telegram after their message is stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.backoff import Pause
from bot.channels.outgoing import TryLater
from bot.channels.telegram.errors import send_error
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.updates import CHANNEL
from bot.ledger.database import Database
from bot.servicing.file_store import FileRefused, FileStore
from bot.servicing.received_files import ToFetch, fetched, files_to_fetch, not_fetched
from bot.servicing.transcript import Voice

LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class Fetching:
    """What a crash or an outage left behind is fetched later: the ledger knows what is missing."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        store: FileStore,
        voice: Voice,
        notify: Callable[[str], None],
        *,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._database = database
        self._store = store
        self._voice = voice
        self._notify = notify
        self._pause = pause
        self._patience = Patience(pause)

    async def run(self) -> None:
        while True:
            for wanted in await self._database.read(files_to_fetch, CHANNEL):
                await self.fetch(wanted)
            await self._pause(LOOK_SECONDS)

    async def fetch(self, wanted: ToFetch) -> None:
        try:
            content = await self._download(wanted.reference)
            kept = await asyncio.to_thread(self._store.keep, content)
        except TelegramError as error:
            problem = send_error(error)
            if isinstance(problem, TryLater):
                await self._patience.wait(problem)
                return
            await self._refuse(wanted, "unavailable")
        except FileRefused as refused:
            await self._refuse(wanted, refused.code)
        else:
            self._patience.end()
            await self._database.write(fetched, wanted.id, kept)
            self._notify(wanted.conversation_id)

    async def _download(self, reference: str) -> bytes:
        file = await self._bot.get_file(reference)
        if (file.file_size or 0) > self._store.limit:
            raise FileRefused("too_large")
        return bytes(await file.download_as_bytearray())

    async def _refuse(self, wanted: ToFetch, code: str) -> None:
        log.info("A file was not kept: %s", code)
        await self._database.write(
            not_fetched, wanted.id, code, limit=self._store.limit, voice=self._voice
        )
        self._notify(wanted.conversation_id)
