"""The channel against an emulated Bot API, over HTTP."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from bot_api import PHOTO, BotApi

from bot.channels.outgoing import (
    OutgoingButton,
    OutgoingFile,
    OutgoingMessage,
    TryLater,
    Undeliverable,
)
from bot.channels.telegram.api import TelegramBot, TokenRefused, connect
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.menu import ChatMenus
from bot.channels.telegram.pace import Pace

LONG = "\n\n".join(f"Installment {number}: " + "x" * 3000 for number in range(1, 4))
BUTTONS = (OutgoingButton("tok1", "同意"), OutgoingButton("tok2", "再想想"))


@pytest.fixture
def channel(bot: TelegramBot, pauses) -> TelegramChannel:
    return TelegramChannel(bot, pause=pauses)


def outgoing(text: str = "Hello", **more) -> OutgoingMessage:
    return OutgoingMessage(message_id=1, address="42", text=text, **more)


async def test_a_text_arrives_as_it_is_without_a_link_preview(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    text = "<b>1 & 2</b> *stars* _lines_ https://example.org"
    provider_id = await channel.send(outgoing(text))
    [call] = telegram.sent(42)
    assert call["fields"] == {
        "chat_id": "42",
        "text": text,
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"remove_keyboard": True},
    }
    assert provider_id == str(call["result"]["message_id"])


async def test_buttons_stand_one_in_a_row(telegram: BotApi, channel: TelegramChannel) -> None:
    await channel.send(outgoing(buttons=BUTTONS))
    [call] = telegram.sent(42)
    assert call["fields"]["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "同意", "callback_data": "tok1"}],
            [{"text": "再想想", "callback_data": "tok2"}],
        ]
    }


async def test_the_phone_is_asked_for_with_a_button_of_its_own(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    await channel.send(outgoing(asks_for_phone="Share my number", buttons=BUTTONS[:1]))
    await channel.send(outgoing("Thank you"))
    asked, thanked = telegram.sent(42)
    assert asked["fields"]["reply_markup"] == {
        "keyboard": [[{"text": "Share my number", "request_contact": True}], [{"text": "同意"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    assert thanked["fields"]["reply_markup"] == {"remove_keyboard": True}


async def test_a_long_text_comes_in_parts_with_the_buttons_on_the_last(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    provider_id = await channel.send(outgoing(LONG, buttons=BUTTONS))
    calls = telegram.sent(42)
    assert [call["fields"]["text"][:14] for call in calls] == [
        "Installment 1:",
        "Installment 2:",
        "Installment 3:",
    ]
    assert ["reply_markup" in call["fields"] for call in calls] == [False, False, True]
    assert provider_id == str(calls[-1]["result"]["message_id"])


async def test_an_empty_text_is_not_sent(telegram: BotApi, channel: TelegramChannel) -> None:
    with pytest.raises(Undeliverable, match="empty"):
        await channel.send(outgoing(" \n"))
    assert telegram.calls("sendMessage") == []


async def test_a_rate_limit_says_when_to_come_back(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    telegram.fails("sendMessage", 429, retry_after=17)
    with pytest.raises(TryLater, match="rate_limited") as caught:
        await channel.send(outgoing())
    assert caught.value.after_seconds == 17
    assert not caught.value.uncertain


async def test_a_borrower_who_blocked_the_bot_is_not_tried_again(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    telegram.fails("sendMessage", 403, description="Forbidden: bot was blocked by the user")
    with pytest.raises(Undeliverable, match="blocked"):
        await channel.send(outgoing())


@pytest.mark.parametrize(
    ("status", "kind", "uncertain"),
    [(500, "refusal", False), (502, "gateway", True), (0, "lost_answer", True)],
)
async def test_a_failure_is_uncertain_only_where_it_may_have_arrived(
    telegram: BotApi, channel: TelegramChannel, status: int, kind: str, uncertain: bool
) -> None:
    telegram.fails("sendMessage", status, kind=kind)
    with pytest.raises(TryLater, match="unreachable") as caught:
        await channel.send(outgoing())
    assert caught.value.uncertain is uncertain


async def test_a_server_that_is_not_there_got_nothing() -> None:
    async with asyncio.timeout(60):
        nowhere = TelegramChannel(connect(BotApi.token, "http://127.0.0.1:1"))
        with pytest.raises(TryLater, match="unreachable") as caught:
            await nowhere.send(outgoing())
    assert not caught.value.uncertain


async def test_a_part_that_fails_is_repeated_alone(
    telegram: BotApi, channel: TelegramChannel, pauses
) -> None:
    first_fails_later = TelegramChannel(FailsAfterFirst(telegram, channel), pause=pauses)
    await first_fails_later.send(outgoing(LONG))
    assert [text[:14] for text in telegram.texts(42)] == [
        "Installment 1:",
        "Installment 2:",
        "Installment 3:",
    ]
    assert pauses == [3]


async def test_a_text_half_sent_is_never_started_again(
    telegram: BotApi, channel: TelegramChannel, pauses
) -> None:
    half = TelegramChannel(FailsAfterFirst(telegram, channel, times=99), pause=pauses)
    with pytest.raises(TryLater) as caught:
        await half.send(outgoing(LONG))
    assert caught.value.uncertain


class FailsAfterFirst:
    """The same bot, whose server is at its limit once one message has gone."""

    def __init__(self, telegram: BotApi, channel: TelegramChannel, times: int = 1) -> None:
        self._telegram, self._bot, self._times = telegram, channel._bot, times  # noqa: SLF001

    async def send_message(self, *args, **kwargs):
        sent = await self._bot.send_message(*args, **kwargs)
        if self._times:
            self._telegram.fails("sendMessage", 429, retry_after=3, times=self._times)
            self._times = 0
        return sent


async def test_typing_is_shown(telegram: BotApi, channel: TelegramChannel) -> None:
    await channel.show_typing("42")
    assert telegram.calls("sendChatAction")[0]["fields"] == {"chat_id": "42", "action": "typing"}


async def test_typing_and_choices_that_cannot_be_shown_disturb_nobody(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    telegram.fails("*", 500, times=2)
    await channel.show_typing("42")
    await channel.button_chosen("42", "5", "Which?", "同意")
    assert [call["status"] for call in telegram.calls()[-2:]] == [500, 500]


async def test_the_choice_is_shown_and_its_buttons_are_gone(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    await channel.button_chosen("42", "5", "Do you agree?", "同意")
    [call] = telegram.calls("editMessageText")
    assert call["status"] == 200
    assert call["fields"]["text"] == "Do you agree?\n\n✓ 同意"
    assert call["fields"]["message_id"] == "5"
    assert "reply_markup" not in call["fields"]


async def test_where_the_choice_does_not_fit_the_buttons_are_taken_away(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    await channel.button_chosen("42", "5", "x" * 4096, "同意")
    [call] = telegram.calls("editMessageReplyMarkup")
    assert call["status"] == 200
    assert "reply_markup" not in call["fields"]


@pytest.fixture
async def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    at = loop.time()
    monkeypatch.setattr(loop, "time", lambda: at)


async def has_turn(pace: Pace, address: str) -> bool:
    turn = asyncio.create_task(pace.turn(address))
    for _ in range(5):
        await asyncio.sleep(0)
    had = turn.done()
    turn.cancel()
    return had


@pytest.mark.usefixtures("_time_stands_still")
async def test_a_chat_gets_a_burst_and_then_one_message_a_second() -> None:
    pace = Pace(burst=3)
    assert [await has_turn(pace, "42") for _ in range(4)] == [True, True, True, False]
    assert await has_turn(pace, "43")


@pytest.mark.usefixtures("_time_stands_still")
async def test_all_chats_together_keep_telegrams_limit() -> None:
    pace = Pace(a_second=4)
    had = [await has_turn(pace, str(chat)) for chat in range(5)]
    assert had == [True, True, True, True, False]


async def test_neither_the_token_nor_a_text_reaches_a_log(
    telegram: BotApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.fails("sendMessage", 403)
    with pytest.raises(Undeliverable):
        await channel.send(outgoing("a secret worry"))
    await channel.send(outgoing("a secret worry"))
    assert telegram.token not in caplog.text
    assert "secret worry" not in caplog.text


async def test_a_refused_token_is_told_without_showing_it(telegram: BotApi) -> None:
    telegram.fails("getMe", 401)
    bot = connect(telegram.token, telegram.url)
    with pytest.raises(TokenRefused) as caught:
        await bot.own_name()
    assert telegram.token not in "".join(map(str, [caught.value, caught.value.__cause__]))
    await bot.shutdown()


async def test_a_start_while_telegram_is_away_is_a_start(caplog) -> None:
    bot = connect(BotApi.token, "http://127.0.0.1:1")
    assert await bot.own_name() is None
    assert "Telegram is not there: unreachable" in caplog.text
    await bot.shutdown()


async def test_the_bot_knows_its_name(telegram: BotApi, bot: TelegramBot) -> None:
    assert await bot.own_name() == telegram.username


async def test_a_picture_comes_before_its_text_and_documents_after_it(
    telegram: BotApi, channel: TelegramChannel, pauses
) -> None:
    telegram.fails("sendDocument", 429, retry_after=3)
    files = (
        OutgoingFile("plan.pdf", "application/pdf", b"%PDF-1.7", is_picture=False),
        OutgoingFile("chart.png", "image/png", PHOTO, is_picture=True),
    )
    provider_id = await channel.send(outgoing("Your options", buttons=BUTTONS, files=files))
    calls = telegram.calls(chat=42)
    assert [(call["method"], call["status"]) for call in calls] == [
        ("sendPhoto", 200),
        ("sendMessage", 200),
        ("sendDocument", 429),
        ("sendDocument", 200),
    ]
    assert provider_id == str(calls[1]["result"]["message_id"])
    assert calls[1]["fields"]["reply_markup"]["inline_keyboard"]
    assert pauses == [3]
    assert [call["fields"].get("disable_notification") for call in calls[:2]] == ["true", None]


@pytest.mark.parametrize("fault", [{"status": 400}, {"kind": "lost_answer"}])
async def test_a_picture_that_fails_does_not_keep_its_text_back(
    telegram: BotApi, channel: TelegramChannel, fault: dict[str, Any]
) -> None:
    telegram.fails("sendPhoto", **fault)
    files = (OutgoingFile("chart.png", "image/png", PHOTO, is_picture=True),)
    provider_id = await channel.send(outgoing("Your options", buttons=BUTTONS, files=files))
    assert [call["method"] for call in telegram.calls(chat=42)] == ["sendPhoto", "sendMessage"]
    assert provider_id == str(telegram.sent(42)[0]["result"]["message_id"])


async def test_a_picture_that_must_wait_waits_with_its_text(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    telegram.fails("sendPhoto", 429, retry_after=3)
    files = (OutgoingFile("chart.png", "image/png", PHOTO, is_picture=True),)
    with pytest.raises(TryLater):
        await channel.send(outgoing("Your options", files=files))
    assert telegram.sent(42) == []


async def test_a_person_is_named_on_what_they_wrote(
    telegram: BotApi, channel: TelegramChannel
) -> None:
    await channel.send(outgoing("Hello, how can I help?", agent="Lin"))
    assert telegram.texts(42) == ["Lin:\nHello, how can I help?"]


async def test_each_chat_has_the_menu_in_its_own_words(telegram: BotApi, bot: TelegramBot) -> None:
    channel = TelegramChannel(bot, menus=ChatMenus(bot, "{0} {1}".format))
    for locale in ("zh_Hant_HK", "zh_Hant_HK", "en"):
        await channel.send(outgoing(locale=locale))
    telegram.fails("setMyCommands", 400)
    await channel.send(outgoing(locale="zh_Hans_CN"))
    set_ones = [call["fields"] for call in telegram.calls("setMyCommands")]
    assert [one["commands"][0]["description"] for one in set_ones] == [
        "start zh_Hant_HK",
        "start en",
        "start zh_Hans_CN",
    ]
    assert set_ones[0]["scope"] == {"type": "chat", "chat_id": 42}
    assert len(telegram.sent(42)) == 4
