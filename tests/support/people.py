"""Borrowers of the demonstration with whom a test can talk, on a ledger of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import bot
from bot.conversations.distress import DistressLevel, DistressReading
from bot.conversations.messages import IncomingMessage
from bot.ledger.clock import now as read_clock
from bot.ledger.clock import set_clock
from bot.ledger.database import Database
from bot.ledger.demonstration import PEOPLE, load_demonstration
from bot.ledger.portfolio import find_borrower
from bot.ledger.tables import Borrower, Conversation, Inbox, Message
from bot.replies.catalogue import load_catalogue
from bot.replies.render import Renderer
from bot.servicing.identity import ProofRules
from bot.servicing.intake import Taken, take_in
from bot.servicing.scene import IntakeRules
from bot.servicing.transcript import Voice
from bot.servicing.turn import Turn, open_turn
from bot.terms import load_all

DOMAIN = Path(bot.__file__).parent.parent / "domain.yml"
TERMS = load_all()
CALM = DistressReading(DistressLevel.CALM, 0.0, 0.0)
TROUBLED = DistressReading(DistressLevel.DISTRESSED, 1.2, 0.2, ("cannot sleep",))
DESPERATE = DistressReading(DistressLevel.CRISIS, 2.0, 1.5, ("want to end it",))
WANG = PEOPLE[0]
RULES = IntakeRules(
    proof=ProofRules(tries=3, lock=timedelta(minutes=60), idle=timedelta(minutes=30)),
    default_locale="en",
    message_limit=2000,
    on_call=False,
)


@dataclass
class Sender:
    """Somebody in one chat, without Rasa: what the channel layer does by itself."""

    database: Database
    address: str = "chat-1"
    rules: IntakeRules = RULES
    voice: Voice = field(
        default_factory=lambda: Voice(
            Renderer(load_catalogue(DOMAIN), brand="Anan"), button_life=timedelta(hours=24)
        )
    )
    count: int = 0

    def says(self, text: str = "", reading: DistressReading = CALM, **more: Any) -> Taken:
        self.count += 1
        incoming = IncomingMessage(
            "test", self.address, more.pop("external_id", str(self.count)), text, **more
        )
        with self.database.writing() as session:
            return take_in(session, incoming, reading, voice=self.voice, rules=self.rules)

    def proves(self) -> None:
        self.says(phone_shared=WANG.phone, birth_date=WANG.birth_date.isoformat())

    def conversation(self) -> Conversation:
        with self.database.reading() as session:
            found = session.scalar(select(Conversation).where(Conversation.address == self.address))
            assert found is not None
            return found

    def heard(self) -> Sequence[str | None]:
        """The names of the responses said to them, in order."""
        return [message.response for message in self.messages("assistant")]

    def messages(self, author: str) -> Sequence[Message]:
        conversation_id = self.conversation().id
        with self.database.reading() as session:
            return session.scalars(
                select(Message)
                .where(Message.conversation_id == conversation_id, Message.author == author)
                .order_by(Message.id)
            ).all()

    def waits(self, by: timedelta) -> None:
        with self.database.writing() as session:
            set_clock(session, read_clock(session) + by)

    def waiting(self) -> Sequence[tuple[str, bool]]:
        """What the assistant has still to answer, and whether it is asked again."""
        with self.database.reading() as session:
            rows = session.execute(
                select(Message.text, Inbox.replay)
                .join(Inbox, Inbox.message_id == Message.id)
                .order_by(Message.id)
            )
            return [(text, replay) for text, replay in rows]

    def answered(self) -> None:
        """As if Rasa had answered everything."""
        with self.database.writing() as session:
            session.execute(delete(Inbox))

    @contextmanager
    def turn_before_proof(self) -> Iterator[Turn]:
        latest = self.messages("borrower")[-1]
        self.answered()
        with self.database.writing() as session:
            yield open_turn(session, latest.conversation_id, latest.id, terms=TERMS)

    @contextmanager
    def turn(self) -> Iterator[tuple[Turn, Borrower]]:
        """As an action sees the latest message."""
        latest = self.messages("borrower")[-1]
        with self.database.writing() as session:
            turn = open_turn(session, latest.conversation_id, latest.id, terms=TERMS)
            borrower = session.get_one(Borrower, turn.conversation.borrower_id)
            yield turn, borrower


def load_people(database: Database, now: datetime) -> None:
    with database.writing() as session:
        load_demonstration(session, now=now, countries={person.country for person in PEOPLE})
        set_clock(session, now)


def wang(session: Session) -> Borrower:
    found = find_borrower(session, WANG.reference)
    assert found is not None
    return found
