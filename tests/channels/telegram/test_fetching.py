"""Files fetched from an emulated Bot API, over HTTP, into a real folder and ledger."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from background import running
from bot_api import PHOTO, BotApi
from people import Sender
from sqlalchemy import select

from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.fetching import Fetching
from bot.conversations.messages import IncomingFile, MessageKind
from bot.ledger.database import Database
from bot.ledger.tables import Attachment, Conversation
from bot.servicing.file_store import FileStore
from bot.servicing.received_files import files_to_fetch


@pytest.fixture
def sender(sqlite: Database) -> Sender:
    return Sender(sqlite)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", limit=1000)


@pytest.fixture
def fetching(
    bot: TelegramBot, sqlite: Database, store: FileStore, sender: Sender, pauses
) -> Fetching:
    return Fetching(bot, sqlite, store, sender.voice, lambda _: None, pause=pauses)


async def fetch_all(sender: Sender, fetching: Fetching, *references: str) -> list[Attachment]:
    for reference in references:
        sender.says(kind=MessageKind.PHOTO, file=IncomingFile(reference=reference))
    with sender.database.writing() as session:
        session.scalars(select(Conversation)).one().channel = "telegram"
    for wanted in await sender.database.read(files_to_fetch, "telegram"):
        await fetching.fetch(wanted)
    with sender.database.reading() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.message_id)))


async def test_a_file_is_kept_with_its_message(
    telegram: BotApi, sender: Sender, fetching: Fetching, store: FileStore
) -> None:
    [row] = await fetch_all(sender, fetching, "f")
    assert store.read(row.path) == PHOTO
    assert (row.media_type, row.size, len(row.sha256)) == ("image/png", len(PHOTO), 64)
    assert sender.heard() == ["utter_file_received"]


async def test_what_cannot_be_kept_is_said_with_its_reason(
    telegram: BotApi, sender: Sender, fetching: Fetching, tmp_path: Path
) -> None:
    telegram.keeps("program", b"MZ\x90\0")
    telegram.keeps("large", b"%PDF-" + b"a" * 2000)
    rows = await fetch_all(sender, fetching, "program", "large", "gone")
    assert [row.refused for row in rows] == ["wrong_type", "too_large", "unavailable"]
    assert sender.heard()[3:] == ["utter_file_refused"] * 3
    assert not (tmp_path / "files").exists()


async def test_an_outage_is_waited_out(
    telegram: BotApi, sender: Sender, fetching: Fetching, pauses, sqlite: Database
) -> None:
    telegram.fails("getFile", 429, retry_after=7)
    [row] = await fetch_all(sender, fetching, "f")
    assert (row.path, row.refused, pauses) == (None, None, [7])
    [row] = await fetch_all(sender, fetching)
    assert row.path


async def test_what_was_left_behind_is_fetched_by_itself(
    telegram: BotApi, sender: Sender, bot: TelegramBot, sqlite: Database, store: FileStore
) -> None:
    sender.says(kind=MessageKind.PHOTO, file=IncomingFile(reference="f"))
    with sqlite.writing() as session:
        session.scalars(select(Conversation)).one().channel = "telegram"
    noted: list[str] = []
    async with running(Fetching(bot, sqlite, store, sender.voice, noted.append).run()):
        await asyncio.to_thread(telegram.wait_for_call, "getFile")
        while not noted:
            await sqlite.read(files_to_fetch, "telegram")
    assert noted == [sender.conversation().id]
