"""Nobody waits for an agent unheard."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from people import DESPERATE, Sender, load_people
from sqlalchemy import select

from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.tables import Conversation, Message, Staff
from bot.servicing import handoff
from bot.servicing.escalation import escalate_due


@pytest.fixture
def waiting(database: Database, now: datetime) -> Sender:
    load_people(database, now)
    return Sender(database)


def look(sender: Sender) -> int:
    with sender.database.writing() as session:
        now = read_clock(session)
        told = escalate_due(session, voice=sender.voice, on_call=True, default_locale="en", now=now)
        return len(told)


def alarms(sender: Sender) -> int:
    with sender.database.reading() as session:
        rung = select(Message).where(Message.response == "utter_alarm")
        return len(session.scalars(rung).all())


def ask_for_a_person(sender: Sender) -> None:
    sender.says("hello")
    with sender.database.writing() as session:
        row = session.get_one(Conversation, sender.conversation().id)
        reason = HandoffReason.ASKED_FOR_PERSON
        handoff.hand_over(session, row, reason, now=read_clock(session))


def test_a_crisis_rings_again_after_minutes_and_the_line_is_given_a_second_time(
    waiting: Sender,
) -> None:
    waiting.says("words", DESPERATE)
    assert look(waiting) == 0
    rung = alarms(waiting)
    waiting.waits(timedelta(minutes=4))
    assert (look(waiting), look(waiting)) == (1, 0)
    assert waiting.heard() == ["utter_crisis_card"] * 2 or waiting.heard() == [
        "utter_crisis_card",
        "utter_crisis_card_on_call",
    ]
    assert alarms(waiting) == rung + 1


def test_others_are_told_once_after_an_hour_and_may_go_on_with_the_assistant(
    waiting: Sender,
) -> None:
    ask_for_a_person(waiting)
    waiting.waits(timedelta(minutes=59))
    assert look(waiting) == 0
    waiting.waits(timedelta(minutes=2))
    assert (look(waiting), look(waiting)) == (1, 0)
    assert waiting.heard() == ["utter_still_waiting"]


def test_whom_an_agent_answered_does_not_wait(waiting: Sender, now: datetime) -> None:
    ask_for_a_person(waiting)
    with waiting.database.writing() as session:
        lin = Staff(name="Lin", role="agent", password_hash="x")
        session.add(lin)
        session.flush()
        conversation = waiting.conversation().id
        handoff.claim(session, conversation, staff=lin, now=read_clock(session))
        handoff.answer(session, conversation, "hi", key="1", staff=lin, now=read_clock(session))
    waiting.waits(timedelta(hours=9))
    assert look(waiting) == 0
