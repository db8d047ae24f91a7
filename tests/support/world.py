"""A running program, its messenger, its ledger, and people who owe money in it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot_api import BotApi
from running_program import RunningProgram, wait_until
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.messages import Author
from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import find_conversation, find_message
from bot.ledger.database import Database
from bot.ledger.demonstration import PEOPLE, Person, load_person
from bot.ledger.outbox import DeliveryState
from bot.ledger.portfolio import find_borrower
from bot.ledger.tables import (
    Button,
    Conversation,
    ConversationEntry,
    Inbox,
    Message,
    Outbox,
    Pause,
    Payment,
)
from bot.loans import Money
from bot.servicing.cases import cases_here, is_open, kind_of
from bot.servicing.identity import hidden_until, issue_link
from bot.servicing.report import describe_borrower
from bot.terms import load_all

SECONDS_TO_ANSWER = 60
LINK_LIFE = timedelta(hours=1)
TERMS = load_all()

AGING: dict[Any, Sequence[str]] = {
    Conversation: ("created_at", "last_message_at", "proven_at", "trusted_until", "crisis_card_at"),
    ConversationEntry: ("at",),
    Message: ("at",),
    Button: ("expires_at", "spent_at"),
}

_numbers = itertools.count(2001)


@dataclass
class World:
    program: RunningProgram
    telegram: BotApi
    database: Database

    def borrower(self, locale: str, **about: Any) -> Person:
        """Somebody of that language's country, two installments late unless said otherwise."""
        number = next(_numbers)
        model = next(person for person in PEOPLE if person.locale == locale)
        own = {
            "reference": f"B-{number}",
            "loan": f"L-2025-{number}",
            "phone": f"{model.phone[:-4]}{number}",
            "birth_date": date(1970, 1, 1) + timedelta(days=11 * number),
            "overdue": 2,
            "days_ago": 12,
        }
        if "second_loan" in about:
            about["second_loan"] = f"L-2026-{number}9"
        person = replace(model, **{**own, **about})
        with self.database.writing() as session:
            today = local_day(read_clock(session), person.timezone)
            load_person(session, person, today=today)
        return person

    def link_token(self, person: Person) -> str:
        with self.database.writing() as session:
            borrower = find_borrower(session, person.reference)
            assert borrower
            return issue_link(session, borrower, life=LINK_LIFE, now=read_clock(session))

    def today(self, person: Person) -> date:
        with self.database.reading() as session:
            return local_day(read_clock(session), person.timezone)

    def report(self, person: Person) -> dict[str, Any]:
        """What ``repay borrower show`` prints."""
        with self.database.reading() as session:
            borrower = find_borrower(session, person.reference)
            assert borrower
            return describe_borrower(session, borrower, terms=TERMS)

    def standing(self, channel: str, address: str) -> dict[str, Any]:
        """How it stands with a conversation, also with somebody nobody knows."""
        with self.database.reading() as session:
            conversation = find_conversation(session, channel, address)
            assert conversation
            standing = select(Pause.reason).where(
                Pause.conversation_id == conversation.id, Pause.ended_at.is_(None)
            )
            return {
                "status": conversation.status,
                "handoff": conversation.handoff_reason,
                "distress": conversation.distress_level,
                "locale": conversation.locale,
                "pauses": list(session.scalars(standing.order_by(Pause.id))),
                "cases": [
                    f"{kind_of(case).value} {'open' if is_open(case) else case.entries[-1].entry}"
                    f" {(case.answer_by - case.opened_at.date()).days if case.answer_by else '?'}"
                    for case in cases_here(session, conversation)
                ],
            }

    def age(self, channel: str, address: str, by: timedelta) -> None:
        """Time passes in one conversation alone: all that was said in it is so much older."""
        with self.database.writing() as session:
            conversation = find_conversation(session, channel, address)
            assert conversation
            mine = conversation.id
            for table, columns in AGING.items():
                whose = table.id if table is Conversation else table.conversation_id
                for row in session.scalars(select(table).where(whose == mine)):
                    for column in columns:
                        if (at := getattr(row, column)) is not None:
                            setattr(row, column, at - by)

    def book_payment(self, person: Person, amount: str) -> None:
        """Received today on the person's first loan, without a word in any conversation."""
        with self.database.writing() as session:
            borrower = find_borrower(session, person.reference)
            assert borrower
            loan, now = borrower.loans[0], read_clock(session)
            loan.payments.append(
                Payment(
                    reference=f"T-{uuid.uuid4().hex[:8]}",
                    amount_minor=Money.of(amount, loan.currency).minor,
                    currency=loan.currency,
                    received_on=local_day(now, person.timezone),
                    created_at=now,
                )
            )

    def wait_until_sent(self, channel: str, address: str) -> None:
        def look() -> bool:
            with self.database.reading() as session:
                conversation = find_conversation(session, channel, address)
                return conversation is not None and not _is_busy(session, conversation.id)

        wait_until(look, within=SECONDS_TO_ANSWER)

    def said_after(self, channel: str, address: str, key: str, seen: int) -> Sequence[Message]:
        """What was said to the borrower after message ``seen``, once ``key`` is answered."""

        def look() -> bool:
            with self.database.reading() as session:
                return is_answered(session, channel, address, key)

        wait_until(look, within=SECONDS_TO_ANSWER, why=f"{key} of {address} is not answered")
        return self.said(channel, address, seen)

    def said(self, channel: str, address: str, seen: int = 0) -> Sequence[Message]:
        with self.database.reading() as session:
            conversation = find_conversation(session, channel, address)
            if conversation is None:
                return []
            mine = Message.conversation_id == conversation.id
            theirs = Message.author != Author.BORROWER.value
            wanted = select(Message).where(mine, theirs, Message.id > seen).order_by(Message.id)
            return session.scalars(wanted).all()

    def hidden_until(self, channel: str, address: str) -> datetime | None:
        """Before when nothing is shown any more to who opens the page."""
        with self.database.reading() as session:
            conversation = find_conversation(session, channel, address)
            now = read_clock(session)
            return hidden_until(conversation, now=now) if conversation else None


def is_answered(session: Session, channel: str, address: str, key: str) -> bool:
    """Taken in, and nothing of its conversation waits to be answered or sent."""
    conversation = find_conversation(session, channel, address)
    if conversation is None or find_message(session, conversation.id, f"in:{key}") is None:
        return False
    return not _is_busy(session, conversation.id)


def _is_busy(session: Session, conversation_id: str) -> bool:
    on_its_way = Outbox.state.in_([DeliveryState.PENDING, DeliveryState.SENDING])
    to_answer = select(func.count()).where(Inbox.conversation_id == conversation_id)
    to_send = select(func.count()).where(Outbox.conversation_id == conversation_id, on_its_way)
    return bool(session.scalar(to_answer) or session.scalar(to_send))
