"""From an emulated Bot API through relay and outbox and back. Only Rasa is played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from background import running
from bot_api import BotApi, bot_api
from sqlalchemy import select

from bot.channels.courtesy import Courtesy
from bot.channels.outbox import Outbox
from bot.channels.relay import Relay
from bot.channels.telegram.api import connect
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.receiver import TelegramReceiver
from bot.conversations.distress import DistressLevel, DistressReading
from bot.engine import EngineUnavailableError, Utterance
from bot.ledger.database import Database
from bot.ledger.tables import Message
from bot.replies.catalogue import LOCALES, load_catalogue
from bot.replies.render import Renderer
from bot.servicing.identity import ProofRules
from bot.servicing.scene import IntakeRules
from bot.servicing.transcript import Voice

DOMAIN = Path(__file__).parents[2] / "domain.yml"
GREETING = "Hello, I am the automated assistant of Anan Finance."
CHAT = 42


class PlayedRasa:
    """Greets whoever says anything; is away when told so."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.away = False

    async def ask(self, conversation: str, **question: Any) -> list[Utterance]:
        if self.away:
            raise EngineUnavailableError
        self.asked.append(question["payload"] or question["text"])
        return [Utterance("utter_greet", {})]


def screen(text: str) -> DistressReading:
    crisis = "want to die" in text
    level = DistressLevel.CRISIS if crisis else DistressLevel.CALM
    return DistressReading(level, distressed=0.0, crisis=float(crisis))


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture
def rasa() -> PlayedRasa:
    return PlayedRasa()


@pytest.fixture
def english(tmp_path: Path) -> Renderer:
    """The words as they are in the domain: their translations are another test's."""
    for locale in LOCALES:
        compiled = tmp_path / locale / "LC_MESSAGES" / "messages.mo"
        compiled.parent.mkdir(parents=True)
        with compiled.open("wb") as file:
            write_mo(file, Catalog(locale))
    return Renderer(load_catalogue(DOMAIN, tmp_path), brand="Anan Finance")


@pytest.fixture
async def program(
    telegram: BotApi, sqlite: Database, rasa: PlayedRasa, english: Renderer
) -> AsyncIterator[Relay]:
    async with connect(telegram.token, telegram.url) as bot:
        channels = {"telegram": TelegramChannel(bot)}
        outbox = Outbox(sqlite, channels, urgent=frozenset({"utter_crisis_card"}))
        relay = Relay(
            sqlite,
            rasa,
            screen=screen,
            voice=Voice(english, button_life=timedelta(hours=1)),
            rules=IntakeRules(
                proof=ProofRules(tries=3, lock=timedelta(hours=1), idle=timedelta(hours=1)),
                default_locale="en",
                message_limit=2000,
                on_call=False,
            ),
            notify=outbox.wake,
            courtesy=Courtesy(sqlite, channels),
        )
        receiver = TelegramReceiver(
            bot, relay.receive, describe="{0} {1}".format, default_locale="en"
        )
        async with running(outbox.run(), relay.run(), receiver.run()):
            yield relay


async def told(telegram: BotApi, count: int) -> list[str]:
    return await asyncio.to_thread(telegram.wait_for_texts, CHAT, count)


async def test_what_is_said_is_answered(telegram: BotApi, program: Relay, rasa: PlayedRasa) -> None:
    telegram.says(CHAT, "hello \ud800<b>")
    [answer] = await told(telegram, 1)
    assert answer.startswith(GREETING)
    assert rasa.asked == ["hello \ufffd<b>"]


async def test_a_repeated_update_is_answered_once(
    telegram: BotApi, program: Relay, rasa: PlayedRasa
) -> None:
    update = {"update_id": 900, "message": telegram.message(CHAT, text="hello")}
    async with connect(telegram.token, telegram.url) as bot:
        for _ in range(2):
            await Intake(bot, program.receive).take(update)
    telegram.says(CHAT, "are you there?")
    assert len(await told(telegram, 2)) == 2
    assert rasa.asked == ["hello", "are you there?"]


async def test_a_button_is_taken_once_and_its_choice_is_shown(
    telegram: BotApi, program: Relay, rasa: PlayedRasa
) -> None:
    telegram.says(CHAT, "hello")
    await told(telegram, 1)
    telegram.taps_button(CHAT, "I cannot pay")
    await told(telegram, 2)
    shown = await asyncio.to_thread(telegram.wait_for_call, "editMessageText")
    assert shown["fields"]["text"].endswith("\n\n✓ I cannot pay")
    [first, *_] = telegram.sent(CHAT)
    [*_, [pay_later], _] = first["fields"]["reply_markup"]["inline_keyboard"]
    telegram.taps(CHAT, first["result"]["message_id"], pay_later["callback_data"])
    assert "no longer valid" in (await told(telegram, 3))[2]
    assert rasa.asked == ["hello", "/ask_help_options"]
    assert len(telegram.calls("editMessageText")) == 1


async def test_a_crisis_is_answered_without_rasa(
    telegram: BotApi, program: Relay, rasa: PlayedRasa
) -> None:
    rasa.away = True
    message = telegram.says(CHAT, "hello")
    await told(telegram, 1)
    telegram.edits(message, "I want to die")
    assert "Your safety matters" in (await told(telegram, 2))[1]
    assert rasa.asked == []


async def test_while_rasa_is_away_it_is_said_once_and_answered_later(
    telegram: BotApi, program: Relay, rasa: PlayedRasa
) -> None:
    rasa.away = True
    telegram.says(CHAT, "hello")
    assert "I cannot answer right now" in (await told(telegram, 1))[0]
    rasa.away = False
    assert (await told(telegram, 2))[1].startswith(GREETING)
    assert rasa.asked == ["hello"]


async def test_a_group_is_told_once_to_write_in_private(
    telegram: BotApi, program: Relay, rasa: PlayedRasa, sqlite: Database
) -> None:
    telegram.says(-CHAT, "what does Lin owe?")
    telegram.says(-CHAT, "tell us")
    telegram.says(CHAT, "hello")
    await told(telegram, 1)
    group = await asyncio.to_thread(telegram.wait_for_texts, -CHAT, 1)
    assert ["private chats" in text for text in group] == [True]
    assert rasa.asked == ["hello"]
    with sqlite.reading() as session:
        assert "what does Lin owe?" not in session.scalars(select(Message.text)).all()


async def test_proof_is_in_no_transcript(
    telegram: BotApi, program: Relay, sqlite: Database
) -> None:
    telegram.says(CHAT, "/start c2VjcmV0LXRva2VuLW9mLWEtbGluaw")
    telegram.shares_phone(CHAT, "+85251234567")
    await told(telegram, 2)
    with sqlite.reading() as session:
        written = " ".join(session.scalars(select(Message.text)))
    assert "c2VjcmV0" not in written
    assert "51234567" not in written
