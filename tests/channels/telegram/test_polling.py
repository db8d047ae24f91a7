"""Polling an emulated Bot API, over HTTP."""

from __future__ import annotations

import asyncio
import logging

import pytest
from background import running
from bot_api import BotApi
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.receiver import TelegramReceiver
from bot.conversations.messages import COMMANDS, IncomingMessage


class Relay:
    """Takes messages, or fails first as told."""

    def __init__(self) -> None:
        self.taken: asyncio.Queue[IncomingMessage] = asyncio.Queue()
        self.failures: list[Exception] = []

    async def receive(self, message: IncomingMessage) -> None:
        if self.failures:
            raise self.failures.pop(0)
        await self.taken.put(message)

    async def texts(self, count: int) -> list[str]:
        async with asyncio.timeout(60):
            return [(await self.taken.get()).text for _ in range(count)]


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def polling(bot: TelegramBot, relay: Relay, pauses) -> Polling:
    return Polling(bot, Intake(bot, relay.receive), pause=pauses)


async def test_messages_are_taken_in_their_order(
    telegram: BotApi, polling: Polling, relay: Relay
) -> None:
    async with running(polling.run()):
        for number in range(30):
            telegram.says(42, f"{number}")
        assert await relay.texts(30) == [f"{number}" for number in range(30)]


async def test_a_webhook_left_from_before_is_removed_and_nothing_is_dropped(
    telegram: BotApi, bot: TelegramBot, polling: Polling, relay: Relay
) -> None:
    await bot.set_webhook("https://example.org/old")
    telegram.says(42, "written while nobody listened")
    async with running(polling.run()):
        assert await relay.texts(1) == ["written while nobody listened"]


async def test_an_update_is_confirmed_only_once_it_is_stored(
    telegram: BotApi, polling: Polling, relay: Relay
) -> None:
    telegram.says(42, "first")
    relay.failures = [asyncio.CancelledError()]
    with pytest.raises(asyncio.CancelledError):
        await polling.take_batch(None)
    await polling.take_batch(None)
    assert await relay.texts(1) == ["first"]


async def test_an_update_that_comes_again_has_the_same_id(
    telegram: BotApi, polling: Polling, relay: Relay
) -> None:
    telegram.says(42, "once")
    await polling.take_batch(None)
    await polling.take_batch(None)
    first, second = await relay.taken.get(), await relay.taken.get()
    assert first == second


async def test_messages_wait_for_a_ledger_that_is_away(
    telegram: BotApi, polling: Polling, relay: Relay, pauses
) -> None:
    relay.failures = [OperationalError("select", {}, Exception("gone")) for _ in range(40)]
    telegram.says(42, "first")
    telegram.says(42, "second")
    await polling.take_batch(None)
    assert await relay.texts(2) == ["first", "second"]
    assert len(pauses) == 40
    assert max(pauses) <= 30


async def test_a_message_that_always_fails_does_not_hold_up_the_others(
    telegram: BotApi, polling: Polling, relay: Relay
) -> None:
    relay.failures = [ValueError("a defect") for _ in range(5)]
    telegram.says(42, "poison")
    telegram.says(43, "fine")
    await polling.take_batch(None)
    assert await relay.texts(1) == ["fine"]


async def test_an_update_that_cannot_be_read_does_not_hold_up_the_others(
    telegram: BotApi, polling: Polling, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.update({"message": {"date": "a secret worry"}})
    telegram.says(42, "fine")
    await polling.take_batch(None)
    assert await relay.texts(1) == ["fine"]
    assert "Update 1 cannot be read" in caplog.text
    assert "secret worry" not in caplog.text


async def test_a_tap_stops_turning_once_it_is_stored(
    telegram: BotApi, polling: Polling, relay: Relay
) -> None:
    telegram.taps(42, 5, "tok1")
    async with running(polling.run()):
        taken = await asyncio.wait_for(relay.taken.get(), 60)
        call = await asyncio.to_thread(telegram.wait_for_call, "answerCallbackQuery")
    assert taken.button == "tok1"
    assert call["status"] == 200


async def test_an_api_that_is_down_is_tried_ever_later(
    telegram: BotApi, polling: Polling, relay: Relay, pauses, caplog
) -> None:
    telegram.fails("getUpdates", 502, times=9)
    telegram.says(42, "after the storm")
    async with running(polling.run()):
        assert await relay.texts(1) == ["after the storm"]
    assert len(pauses) == 9
    assert pauses[0] <= 2
    assert 30 <= pauses[-1] <= 60
    assert [r.message for r in caplog.records if r.levelno == logging.WARNING] == [
        "Telegram: unreachable",
        "Telegram: works again",
    ]


async def test_a_rate_limit_is_waited_for(
    telegram: BotApi, polling: Polling, relay: Relay, pauses
) -> None:
    telegram.fails("deleteWebhook", 429, retry_after=11)
    telegram.fails("getUpdates", 429, retry_after=7)
    telegram.says(42, "hello")
    async with running(polling.run()):
        assert await relay.texts(1) == ["hello"]
    assert pauses == [11, 7]


@pytest.mark.parametrize("status", [400, 403, 500])
async def test_no_answer_ends_the_polling(
    telegram: BotApi, polling: Polling, relay: Relay, status: int
) -> None:
    telegram.fails("getUpdates", status)
    telegram.says(42, "hello")
    async with running(polling.run()):
        assert await relay.texts(1) == ["hello"]


async def test_a_menu_that_is_refused_keeps_nobody_from_writing(
    telegram: BotApi, bot: TelegramBot, relay: Relay, caplog
) -> None:
    telegram.fails("setMyCommands", 400, description="Bad Request: too long", times=3)
    receiver = TelegramReceiver(bot, relay.receive, describe="{0} {1}".format, default_locale="en")
    async with running(receiver.run()):
        await asyncio.to_thread(telegram.wait_for_call, "setMyCommands", 3)
        telegram.says(42, "hello")
        assert await relay.texts(1) == ["hello"]
    assert "does not take the menu" in caplog.text


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(409, "another program receives for this bot"), (401, "does not accept TELEGRAM_TOKEN")],
)
async def test_what_only_a_person_can_mend_is_said_once(
    telegram: BotApi, polling: Polling, relay: Relay, caplog, status: int, sentence: str
) -> None:
    telegram.fails("getUpdates", status, times=3)
    telegram.says(42, "hello")
    async with running(polling.run()):
        assert await relay.texts(1) == ["hello"]
    assert caplog.text.count(sentence) == 1


async def test_the_menu_is_shown_in_each_language(
    telegram: BotApi, bot: TelegramBot, relay: Relay
) -> None:
    receiver = TelegramReceiver(
        bot,
        relay.receive,
        describe=lambda command, locale: f"{command} in {locale}",
        default_locale="zh_Hant_HK",
    )
    assert receiver.routes == []
    telegram.says(42, "hello")
    async with running(receiver.run()):
        assert await relay.texts(1) == ["hello"]
        await asyncio.to_thread(telegram.wait_for_call, "setMyCommands", 3)
    menus = {
        call["fields"].get("language_code"): call["fields"]["commands"]
        for call in telegram.calls("setMyCommands")
    }
    assert {language: menu[0] for language, menu in menus.items()} == {
        None: {"command": "start", "description": "start in zh_Hant_HK"},
        "en": {"command": "start", "description": "start in en"},
        "zh": {"command": "start", "description": "start in zh_Hant_HK"},
    }
    assert [entry["command"] for entry in menus["en"]] == list(COMMANDS)
