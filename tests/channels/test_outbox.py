"""The sender on real ledgers. Each message at most once, whatever fails."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from bot_api import BotApi, bot_api
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.outbox import TRIES, Outbox
from bot.channels.outgoing import OutgoingButton, OutgoingMessage, TryLater, Undeliverable
from bot.ledger.database import Database
from bot.ledger.outbox import DeliveryState
from bot.ledger.tables import Button, Conversation, Message
from bot.ledger.tables import Outbox as OutboxRow

CARD = "utter_crisis_card"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


class Wire:
    """A channel that notes what it sends, or fails first as told."""

    name = "wire"

    def __init__(self, *failures: Exception, expected: int = 1) -> None:
        self.failures = list(failures)
        self.expected = expected
        self.sent: list[OutgoingMessage] = []
        self.all_sent = asyncio.Event()

    async def send(self, message: OutgoingMessage) -> str | None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        if len(self.sent) == self.expected:
            self.all_sent.set()
        return f"wire-{message.message_id}"

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


def queue(
    session: Session,
    texts: Sequence[str],
    *,
    address: str = "42",
    channel: str = "wire",
    response: str = "utter_x",
    at: datetime | None = None,
) -> str:
    at = at or Clock().at
    conversation = Conversation(
        channel=channel, address=address, locale="en", created_at=at, last_message_at=at
    )
    session.add(conversation)
    session.flush()
    for place, text in enumerate(texts):
        add_message(session, conversation, text, key=f"re:{place}", response=response, at=at)
    return conversation.id


def add_message(session: Session, conversation: Conversation, text: str, **more) -> None:
    message = Message(conversation_id=conversation.id, author="assistant", text=text, **more)
    session.add(message)
    session.flush()
    session.add(
        OutboxRow(message_id=message.id, conversation_id=conversation.id, due_at=more["at"])
    )


def queued(database: Database, *texts: str, **more) -> str:
    with database.writing() as session:
        return queue(session, texts, **more)


def left(database: Database) -> list[tuple[str, str | None]]:
    with database.reading() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.message_id))
        return [(row.state, row.error) for row in rows]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sender(database: Database, clock: Clock) -> Callable[[Wire], Outbox]:
    return lambda wire: Outbox(database, {"wire": wire}, urgent=frozenset({CARD}), now=clock)


async def test_a_message_is_sent_whole_and_leaves_the_queue(database: Database, sender) -> None:
    conversation = queued(database, "Agree?")
    with database.writing() as session:
        message = session.scalars(select(Message)).one()
        message.asks_for_phone = "Share"
        for place, (token, title) in enumerate([("t1", "Yes"), ("t2", "No")]):
            button = Button(token=token, message_id=message.id, conversation_id=conversation)
            button.title, button.place, button.payload = title, place, "/affirm"
            button.expires_at = message.at
            session.add(button)
    wire = Wire()
    await sender(wire).deliver(conversation)
    assert wire.sent == [
        OutgoingMessage(
            message_id=message.id,
            address="42",
            text="Agree?",
            buttons=(OutgoingButton("t1", "Yes"), OutgoingButton("t2", "No")),
            asks_for_phone="Share",
            locale="en",
        )
    ]
    assert left(database) == []
    with database.reading() as session:
        assert session.scalars(select(Message.provider_id)).all() == [f"wire-{message.id}"]


async def test_a_message_is_found_and_sent_without_a_wake_up(database: Database, sender) -> None:
    queued(database, "Hello")
    wire = Wire()
    await run_until(wire.all_sent, sender(wire))
    assert wire.texts == ["Hello"]
    assert left(database) == []


async def test_later_messages_wait_for_an_earlier_ones_next_try(
    database: Database, sender, clock: Clock
) -> None:
    conversation = queued(database, "first", "second")
    wire = Wire(TryLater("rate_limited", after_seconds=20))
    outbox = sender(wire)
    await outbox.deliver(conversation)
    clock.at += timedelta(seconds=19)
    await outbox.deliver(conversation)
    assert wire.texts == []
    assert left(database) == [("pending", "rate_limited"), ("pending", None)]
    clock.at += timedelta(seconds=1)
    await outbox.deliver(conversation)
    assert wire.texts == ["first", "second"]


@pytest.mark.parametrize(
    ("tries", "shortest", "longest"), [(1, 1, 2), (4, 8, 16), (30, 150, 300), (TRIES - 1, 150, 300)]
)
async def test_each_try_waits_longer(
    database: Database, sender, clock: Clock, tries: int, shortest: float, longest: float
) -> None:
    conversation = queued(database, "Hello")
    set_tries(database, tries - 1)
    await sender(Wire(TryLater("unreachable"))).deliver(conversation)
    with database.reading() as session:
        row = session.scalars(select(OutboxRow)).one()
    assert row.attempts == tries
    assert shortest <= (row.due_at - clock.at).total_seconds() <= longest


async def test_tries_come_to_an_end(database: Database, sender) -> None:
    conversation = queued(database, "Hello")
    set_tries(database, TRIES - 1)
    await sender(Wire(TryLater("unreachable"))).deliver(conversation)
    assert left(database) == [("failed", "unreachable")]


def set_tries(database: Database, tries: int) -> None:
    with database.writing() as session:
        session.scalars(select(OutboxRow)).one().attempts = tries


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Undeliverable("refused"), ("failed", "refused")),
        (TryLater("timed_out", uncertain=True), ("uncertain", "timed_out")),
        (TimeoutError(), ("uncertain", "timed_out")),
        (RuntimeError("a defect"), ("uncertain", "defect")),
    ],
    ids=repr,
)
async def test_what_must_not_be_repeated_is_kept_to_be_seen_and_the_next_goes_on(
    database: Database, sender, failure: Exception, outcome: tuple[str, str]
) -> None:
    conversation = queued(database, "first", "second")
    wire = Wire(failure)
    await sender(wire).deliver(conversation)
    assert wire.texts == ["second"]
    assert left(database) == [outcome]


async def test_a_crisis_card_is_rather_sent_twice_than_not_at_all(
    database: Database, sender, clock: Clock
) -> None:
    conversation = queued(database, "the card", response=CARD)
    wire = Wire(TryLater("timed_out", uncertain=True))
    outbox = sender(wire)
    await outbox.deliver(conversation)
    clock.at += timedelta(seconds=2)
    await outbox.deliver(conversation)
    assert wire.texts == ["the card"]


async def test_a_message_of_a_channel_served_elsewhere_is_left(database: Database, sender) -> None:
    conversation = queued(database, "Hello", channel="terminal")
    await sender(Wire()).deliver(conversation)
    assert left(database) == [("pending", None)]


async def test_the_order_of_many_conversations_is_kept_in_each(database: Database, sender) -> None:
    with database.writing() as session:
        for address in range(20):
            queue(session, [f"{address}:{n}" for n in range(3)], address=str(address))
    wire = Wire(expected=60)
    await run_until(wire.all_sent, sender(wire))
    assert left(database) == []
    for address in range(20):
        mine = [text for text in wire.texts if text.startswith(f"{address}:")]
        assert mine == [f"{address}:{n}" for n in range(3)]


@pytest.mark.postgres
async def test_senders_that_share_a_ledger_send_nothing_twice(postgres: Database, clock) -> None:
    with postgres.writing() as session:
        for address in range(20):
            queue(session, [f"{address}:{n}" for n in range(3)], address=str(address))
    wire = Wire(expected=60)
    others = [Database(postgres.url), Database(postgres.url)]
    outboxes = [Outbox(database, {"wire": wire}, now=clock) for database in others]
    await run_until(wire.all_sent, *outboxes)
    for database in others:
        database.close()
    assert Counter(wire.texts).most_common(1)[0][1] == 1
    assert len(wire.sent) == 60
    assert left(postgres) == []


async def test_what_is_in_the_air_may_land_before_the_sender_stops(
    database: Database, sender
) -> None:
    class SlowWire(Wire):
        async def send(self, message: OutgoingMessage) -> str | None:
            taken_off.set()
            await landing.wait()
            return await super().send(message)

    taken_off, landing = asyncio.Event(), asyncio.Event()
    queued(database, "first", "second")
    wire = SlowWire()
    task = asyncio.create_task(sender(wire).run())
    await asyncio.wait_for(taken_off.wait(), 60)
    task.cancel()
    asyncio.get_running_loop().call_later(0.05, landing.set)
    with suppress(asyncio.CancelledError):
        await task
    assert wire.texts == ["first"]
    assert left(database) == [("pending", None)]


async def test_what_was_sent_is_noted_once_the_ledger_is_back(sqlite: Database, clock) -> None:
    class Flaky(Database):
        failures = 0

        async def write(self, work, *args, **kwargs):
            if self.failures and wire.sent:
                self.failures -= 1
                raise OperationalError("update", {}, Exception("gone"))
            return await super().write(work, *args, **kwargs)

    async def pause(_seconds: float) -> None:
        pass

    conversation = queued(sqlite, "Hello")
    wire = Wire()
    flaky = Flaky(sqlite.url)
    flaky.failures = 3
    await Outbox(flaky, {"wire": wire}, now=clock, pause=pause).deliver(conversation)
    flaky.close()
    assert wire.texts == ["Hello"]
    assert left(sqlite) == []


SENDER = """
import asyncio, sys
from datetime import timedelta
from bot.channels.outbox import Outbox
from bot.channels.telegram.api import connect
from bot.channels.telegram.channel import TelegramChannel
from bot.ledger.clock import machine_now
from bot.ledger.database import Database

async def main(ledger, api, token, later):
    channel = TelegramChannel(connect(token, api))
    def now():
        return machine_now() + timedelta(seconds=float(later))
    outbox = Outbox(Database(ledger), {"telegram": channel}, urgent={"utter_crisis_card"}, now=now)
    await outbox.run()

asyncio.run(main(*sys.argv[1:]))
"""


class SenderProcess:
    def __init__(self, database: Database, api: BotApi, later: int = 0) -> None:
        arguments = [database.url, api.url, api.token, str(later)]
        self._process = subprocess.Popen([sys.executable, "-c", SENDER, *arguments])

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(60)


def test_a_sender_killed_while_it_sends_repeats_nothing_but_the_card(database: Database) -> None:
    """Both were sent, but the dying program never knew; only a card is worth a second message."""
    now = datetime.now(UTC)
    with bot_api() as api:
        api.fails("sendMessage", kind="no_answer", times=2)
        with database.writing() as session:
            queue(session, ["plan"], address="42", channel="telegram", at=now)
            queue(session, ["card"], address="43", channel="telegram", response=CARD, at=now)
        with SenderProcess(database, api):
            api.wait_for_texts(42, 1)
            api.wait_for_texts(43, 1)
        with database.writing() as session:
            for conversation in session.scalars(select(Conversation)):
                add_message(session, conversation, "next", key="re:9", at=now)
        with SenderProcess(database, api, later=61):
            assert api.wait_for_texts(43, 3) == ["card", "card", "next"]
            assert api.wait_for_texts(42, 2) == ["plan", "next"]
    states = [state for state, _ in left(database)]
    assert states.count(DeliveryState.UNCERTAIN) == 1


async def run_until(done: asyncio.Event, *outboxes: Outbox) -> None:
    """Runs them, lets them finish what they have begun, and stops them."""
    tasks = [asyncio.create_task(outbox.run()) for outbox in outboxes]
    await asyncio.wait_for(done.wait(), 60)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_after_a_block_nothing_more_is_tried_until_they_write_again(
    database: Database, sender: Callable[[Wire], Outbox], clock: Clock
) -> None:
    conversation_id = queued(database, "one", "two")
    wire = Wire(Undeliverable("blocked"))
    await sender(wire).deliver(conversation_id)
    assert left(database) == [("failed", "blocked"), ("failed", "blocked")]
    with database.writing() as session:
        conversation = session.get_one(Conversation, conversation_id)
        assert conversation.blocked_at == clock.at
        add_message(session, conversation, "three", key="re:3", at=clock.at)
    await sender(wire).deliver(conversation_id)
    assert wire.sent == []
    with database.writing() as session:
        conversation = session.get_one(Conversation, conversation_id)
        conversation.blocked_at = None
        add_message(session, conversation, "four", key="re:4", at=clock.at)
    await sender(wire).deliver(conversation_id)
    assert wire.texts == ["four"]
