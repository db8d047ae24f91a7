"""What an open page is sent, and what it is sent after it was away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from bot.channels.web.transcript import OVERLAP, Reader
from bot.ledger.database import Database
from bot.ledger.tables import Conversation, Message

Say = Callable[..., None]


@pytest.fixture
def say(database: Database, now: datetime) -> Say:
    with database.writing() as session:
        for name in ("c1", "c2"):
            session.add(
                Conversation(
                    id=name,
                    channel="web",
                    address=name,
                    locale="en",
                    created_at=now,
                    last_message_at=now,
                )
            )

    def say(message_id: int, *, conversation: str = "c1") -> None:
        with database.writing() as session:
            session.add(
                Message(
                    id=message_id,
                    conversation_id=conversation,
                    key=f"in:{message_id}",
                    author="borrower",
                    text=f"said {message_id}",
                    at=now,
                )
            )

    return say


def read(database: Database, reader: Reader) -> list[int]:
    with database.reading() as session:
        return [message["id"] for message in reader.read(session).messages]


def test_each_message_is_sent_once_and_in_order(database: Database, say: Say) -> None:
    reader = Reader("c1", 0)
    say(1)
    say(2)
    assert read(database, reader) == [1, 2]
    say(3)
    assert read(database, reader) == [3]
    assert read(database, reader) == []


def test_a_message_committed_late_under_a_lower_id_is_not_lost(
    database: Database, say: Say
) -> None:
    reader = Reader("c1", 0)
    say(5)
    assert read(database, reader) == [5]
    say(4)
    assert read(database, reader) == [4]


def test_a_page_that_comes_back_misses_nothing_that_was_committed_late(
    database: Database, say: Say
) -> None:
    for message_id in range(1, 101):
        if message_id != 99:
            say(message_id)
    say(99)
    sent = read(database, Reader("c1", 100))
    assert 99 in sent
    assert len(sent) == OVERLAP
    say(101)
    assert 101 in read(database, Reader("c1", 100))


def test_nothing_of_another_conversation_is_sent(database: Database, say: Say) -> None:
    say(1, conversation="c2")
    assert read(database, Reader("c1", 0)) == []


def test_who_answers_is_told_when_it_changes(database: Database, say: Say) -> None:
    reader = Reader("c1", 0)

    def state() -> object:
        with database.reading() as session:
            return reader.read(session).state

    first = state()
    assert first == {"locale": "en", "answerer": "assistant", "agent": None, "hidden": False}
    assert state() is None
    with database.writing() as session:
        session.get_one(Conversation, "c1").status = "open"
    changed = state()
    assert isinstance(changed, dict)
    assert changed["answerer"] == "queue"
