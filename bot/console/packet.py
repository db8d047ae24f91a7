"""One conversation as an agent sees it: what was said by whom, and the facts beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bot import loans
from bot.conversations.messages import MessageKind
from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.portfolio import promises_of, read_loan
from bot.ledger.tables import (
    Borrower,
    Case,
    Conversation,
    ConversationEntry,
    HardshipReport,
    Label,
    Loan,
    Message,
    Need,
    Note,
    Outbox,
    Pause,
    Promise,
    Staff,
)
from bot.ledger.training_tables import MisreadMark
from bot.servicing.cases import cases_here, cases_of, is_open
from bot.servicing.desk import colleagues, needs_of
from bot.servicing.identity import is_trusted

SHOWN = 300
Row = TypeVar("Row", ConversationEntry, Pause)


@dataclass(frozen=True)
class Said:
    message: Message
    agent: str | None
    delivery: str | None
    in_my_words: str | None = None
    earlier: str | None = None
    """What an edited message said before."""
    is_misread: bool = False


@dataclass(frozen=True)
class LoanCard:
    reference: str
    product: str
    state: loans.LoanState
    arrangements: Sequence[loans.Arrangement]
    promises: Sequence[Promise]


@dataclass(frozen=True)
class Packet:
    conversation: Conversation
    said: Sequence[Said]
    entries: Sequence[ConversationEntry]
    pauses: Sequence[Pause]
    borrower: Borrower | None
    is_trusted: bool
    hardship: Sequence[HardshipReport]
    loans: Sequence[LoanCard]
    notes: Sequence[Note]
    labels: Sequence[str]
    needs: Sequence[Need]
    open_cases: Sequence[Case]
    colleagues: Sequence[str]
    now: datetime

    @property
    def handoff(self) -> ConversationEntry | None:
        """Why an agent was asked for, the last time."""
        return next((e for e in reversed(self.entries) if e.entry == "handoff"), None)

    @property
    def open_promises(self) -> Sequence[Promise]:
        """Still to come, the nearest first."""
        today = self.now.date()
        promises = [one for loan in self.loans for one in loan.promises]
        still = [one for one in promises if one.due_on >= today and one.withdrawn_on is None]
        return sorted(still, key=lambda one: one.due_on)

    @property
    def last_words(self) -> str:
        """Of the borrower."""
        own = (s.message.text for s in reversed(self.said) if s.message.author == "borrower")
        return next((text for text in own if text), "")[:120]


def read_packet(session: Session, conversation_id: str) -> Packet | None:
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return None
    now = read_clock(session)
    borrower = conversation.borrower
    _ = conversation.assignee
    return Packet(
        conversation,
        read_said(session, conversation.id),
        _of(session, ConversationEntry, conversation),
        _of(session, Pause, conversation),
        borrower,
        is_trusted(conversation, now=now),
        _hardship(session, borrower) if borrower else (),
        [_card(session, borrower, row, now) for row in borrower.loans] if borrower else (),
        _notes(session, conversation),
        _labels(session, conversation),
        needs_of(session, borrower.id) if borrower else (),
        _open_cases(session, conversation),
        colleagues(session),
        now,
    )


def fingerprint(session: Session, conversation_id: str) -> object:
    """Differs when something was said, noted or done in it, or arrived."""
    newest = tuple(
        session.scalar(select(func.max(table.id)).where(table.conversation_id == conversation_id))
        for table in (Message, ConversationEntry, Note)
    )
    waiting = select(Outbox.message_id, Outbox.state)
    on_their_way = session.execute(waiting.where(Outbox.conversation_id == conversation_id))
    return newest, tuple(sorted((row.message_id, row.state) for row in on_their_way))


def read_said(
    session: Session, conversation_id: str, *, before: int | None = None
) -> Sequence[Said]:
    """The newest, or those just before a message."""
    earlier = [Message.id < before] if before else []
    newest = session.execute(
        select(Message, Staff.name, Outbox.state, MisreadMark.at)
        .outerjoin(Staff, Staff.id == Message.staff_id)
        .outerjoin(MisreadMark, MisreadMark.message_id == Message.id)
        .outerjoin(Outbox, Outbox.message_id == Message.id)
        .where(Message.conversation_id == conversation_id, *earlier)
        .order_by(Message.id.desc())
        .limit(SHOWN)
        .options(selectinload(Message.buttons), selectinload(Message.files))
    ).all()
    shown = [
        Said(message, name, state, is_misread=marked is not None)
        for message, name, state, marked in reversed(newest)
    ]
    return [replace(one, earlier=_before(one.message, shown)) for one in shown]


def _before(edited: Message, shown: Sequence[Said]) -> str | None:
    if edited.kind != MessageKind.EDITED.value or edited.provider_id is None:
        return None
    same = (
        one.message.text
        for one in reversed(shown)
        if one.message.author == edited.author
        and one.message.provider_id == edited.provider_id
        and one.message.id < edited.id
    )
    return next(same, None)


def _notes(session: Session, conversation: Conversation) -> Sequence[Note]:
    wanted = select(Note).where(Note.conversation_id == conversation.id).order_by(Note.id)
    return session.scalars(wanted.options(joinedload(Note.staff))).all()


def _open_cases(session: Session, conversation: Conversation) -> Sequence[Case]:
    borrower = conversation.borrower
    found = cases_of(session, borrower) if borrower else cases_here(session, conversation)
    return [case for case in found if is_open(case)]


def _labels(session: Session, conversation: Conversation) -> Sequence[str]:
    wanted = select(Label.name).where(Label.conversation_id == conversation.id)
    return session.scalars(wanted.order_by(Label.name)).all()


def _of(session: Session, table: type[Row], conversation: Conversation) -> Sequence[Row]:
    return session.scalars(
        select(table).where(table.conversation_id == conversation.id).order_by(table.id)
    ).all()


def _hardship(session: Session, borrower: Borrower) -> Sequence[HardshipReport]:
    return session.scalars(
        select(HardshipReport)
        .where(HardshipReport.borrower_id == borrower.id)
        .order_by(HardshipReport.id.desc())
    ).all()


def _card(session: Session, borrower: Borrower, row: Loan, now: datetime) -> LoanCard:
    loan = read_loan(session, row, timezone=borrower.timezone)
    today = local_day(now, borrower.timezone)
    return LoanCard(
        row.reference,
        row.product,
        loans.assess(loan, today=today),
        loan.arrangements,
        promises_of(session, row),
    )
