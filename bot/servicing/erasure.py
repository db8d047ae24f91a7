"""A borrower's wish to be forgotten, carried out: what was said goes, what the law keeps stays.

Loans, payments, offers, agreements, promises, hardship reports and cases stay with their dates and
numbers; messages stay as empty rows, because those name them as the moment of a wish or a consent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, null, select, update
from sqlalchemy.orm import Session

from bot.ledger.tables import (
    Attachment,
    Borrower,
    Button,
    Conversation,
    ConversationEntry,
    Inbox,
    Label,
    Message,
    Need,
    Note,
    Outbox,
)
from bot.ledger.training_tables import MessageReading, MisreadMark, TrainingLabel
from bot.loans import CaseKind
from bot.servicing.audit import record
from bot.servicing.cases import cases_of, close_case, is_open
from bot.servicing.identity import end_trust

_OF_CONVERSATIONS = (Attachment, Button, Inbox, Label, Note, Outbox)
_OF_MESSAGES = (MessageReading, MisreadMark, TrainingLabel)


class StillOpen(Exception):  # noqa: N818 - named for what happened
    """Whoever answers these cases needs what was said."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(", ".join(numbers))


@dataclass(frozen=True)
class Erased:
    """``paths`` are of received files that are still in the store, ``conversations`` ids."""

    conversations: Sequence[str]
    messages: int
    files: int
    paths: Sequence[str]
    closed: Sequence[str]


def erase(session: Session, borrower: Borrower, *, by: str, why: str, now: datetime) -> Erased:
    """Also closes the borrower's wish for it. Raises ``StillOpen``."""
    open_cases = [case for case in cases_of(session, borrower) if is_open(case)]
    others = [case.reference for case in open_cases if case.kind != CaseKind.DATA_ERASURE.value]
    if others:
        raise StillOpen(others)
    theirs = session.scalars(
        select(Conversation).where(Conversation.borrower_id == borrower.id)
    ).all()
    erased = _forget(session, [one.id for one in theirs], [case.reference for case in open_cases])
    for case in open_cases:
        close_case(session, case, by=by, why=why, now=now)
    for case in cases_of(session, borrower):
        case.detail = {}
    session.execute(delete(Need).where(Need.borrower_id == borrower.id))
    for conversation in theirs:
        end_trust(conversation, now=now)
        conversation.wish_message_id = None
    counted = {**asdict(erased), "paths": len(erased.paths), "why": why}
    record(session, "erase", by=by, subject=borrower.reference, detail=counted, now=now)
    return erased


def _forget(session: Session, ids: Sequence[str], closed: Sequence[str]) -> Erased:
    files = session.execute(
        select(Attachment.id, Attachment.path).where(Attachment.conversation_id.in_(ids))
    ).all()
    said = select(Message.id).where(Message.conversation_id.in_(ids))
    count = len(session.scalars(said).all())
    for of_message in _OF_MESSAGES:
        session.execute(delete(of_message).where(of_message.message_id.in_(said)))
    for of_conversation in _OF_CONVERSATIONS:
        session.execute(delete(of_conversation).where(of_conversation.conversation_id.in_(ids)))
    session.execute(
        update(Message)
        .where(Message.conversation_id.in_(ids))
        .values(
            text="", response=None, arguments=null(), distress_evidence=null(), asks_for_phone=None
        )
    )
    for entry in session.scalars(
        select(ConversationEntry).where(ConversationEntry.conversation_id.in_(ids))
    ):
        entry.detail = {name: told for name, told in entry.detail.items() if name != "evidence"}
    paths = [file.path for file in files if file.path]
    return Erased(ids, count, len(files), paths, closed)
