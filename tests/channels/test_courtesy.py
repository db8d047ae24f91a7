from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from bot.channels.courtesy import SHOWN_SECONDS, SLOW_SECONDS, Courtesy
from bot.conversations.messages import IncomingMessage, MessageKind
from bot.ledger.database import Database
from bot.ledger.tables import Button, Conversation, Message


class Screen:
    """A messenger's screen, with what is shown on it beside the messages."""

    name = "telegram"

    def __init__(self) -> None:
        self.shown: list[tuple[str, ...]] = []

    async def show_typing(self, address: str) -> None:
        self.shown.append(("typing", address))

    async def button_chosen(self, address: str, provider_id: str, text: str, chosen: str) -> None:
        self.shown.append((address, provider_id, text, chosen))


class Waits:
    """Time passes when a test lets it."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[float] = asyncio.Queue()
        self.passed = asyncio.Semaphore(0)

    async def __call__(self, seconds: float) -> None:
        self.asked.put_nowait(seconds)
        await self.passed.acquire()


@pytest.fixture
def conversation(sqlite: Database, now: datetime) -> str:
    """A question with two buttons was sent, and a tap has come."""
    with sqlite.writing() as session:
        talk = Conversation(
            channel="telegram", address="42", locale="en", created_at=now, last_message_at=now
        )
        session.add(talk)
        session.flush()
        asked = Message(conversation_id=talk.id, key="re:1:0", author="assistant", at=now)
        asked.text, asked.provider_id = "Do you agree?", "77"
        tap = Message(conversation_id=talk.id, key="in:9", author="borrower", at=now)
        session.add_all([asked, tap])
        session.flush()
        for place, (token, title) in enumerate([("t1", "Yes"), ("t2", "No")]):
            button = Button(token=token, message_id=asked.id, conversation_id=talk.id, place=place)
            button.title, button.payload, button.expires_at = title, "/affirm", now
            session.add(button)
        return talk.id


def take_tap(database: Database, conversation: str, title: str) -> None:
    with database.writing() as session:
        session.query(Message).filter_by(key="in:9").one().text = title


TAP = IncomingMessage(
    channel="telegram", address="42", external_id="9", kind=MessageKind.BUTTON, button="t1"
)


async def test_a_choice_that_was_taken_is_shown(sqlite: Database, conversation: str) -> None:
    take_tap(sqlite, conversation, "Yes")
    screen = Screen()
    await Courtesy(sqlite, {"telegram": screen}).show_choice(TAP, conversation)
    assert screen.shown == [("42", "77", "Do you agree?", "Yes")]


async def test_a_tap_that_was_not_taken_shows_nothing(sqlite: Database, conversation: str) -> None:
    screen = Screen()
    await Courtesy(sqlite, {"telegram": screen}).show_choice(TAP, conversation)
    assert screen.shown == []


def call_question(database: Database, provider_id: str | None) -> None:
    with database.writing() as session:
        session.query(Message).filter_by(key="re:1:0").one().provider_id = provider_id


async def test_a_tap_may_be_quicker_than_our_note_of_what_was_sent(
    sqlite: Database, conversation: str
) -> None:
    async def pause(seconds: float) -> None:
        call_question(sqlite, "78")

    take_tap(sqlite, conversation, "Yes")
    call_question(sqlite, None)
    screen = Screen()
    await Courtesy(sqlite, {"telegram": screen}, pause=pause).show_choice(TAP, conversation)
    assert screen.shown == [("42", "78", "Do you agree?", "Yes")]


async def test_a_question_that_may_not_have_arrived_is_left(
    sqlite: Database, conversation: str
) -> None:
    async def pause(seconds: float) -> None:
        pass

    take_tap(sqlite, conversation, "Yes")
    call_question(sqlite, None)
    screen = Screen()
    await Courtesy(sqlite, {"telegram": screen}, pause=pause).show_choice(TAP, conversation)
    assert screen.shown == []


async def test_typing_is_shown_only_while_an_answer_is_slow(
    sqlite: Database, conversation: str
) -> None:
    screen, waits = Screen(), Waits()
    async with Courtesy(sqlite, {"telegram": screen}, pause=waits).typing(conversation):
        assert await waits.asked.get() == SLOW_SECONDS
        assert screen.shown == []
        for _ in range(2):
            waits.passed.release()
            assert await waits.asked.get() == SHOWN_SECONDS
    waits.passed.release()
    assert screen.shown == [("typing", "42")] * 2
    assert waits.asked.empty()


async def test_a_channel_served_elsewhere_shows_nothing(
    sqlite: Database, conversation: str
) -> None:
    take_tap(sqlite, conversation, "Yes")
    waits = Waits()
    waits.passed.release()
    courtesy = Courtesy(sqlite, {}, pause=waits)
    async with courtesy.typing(conversation):
        await courtesy.show_choice(TAP, conversation)
        assert await waits.asked.get() == SLOW_SECONDS
    assert waits.asked.empty()
