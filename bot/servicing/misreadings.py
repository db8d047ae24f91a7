"""Messages as they were understood, for trainers: masked, and without crises unless cleared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from bot.conversations.distress import DistressLevel
from bot.conversations.masking import mask
from bot.conversations.messages import Author, MessageKind
from bot.conversations.second_thoughts import is_correction
from bot.ledger.tables import Conversation, Message, Staff
from bot.ledger.training_tables import MessageReading, MisreadMark, TrainingLabel
from bot.understanding.reading import Reading

TAKES_BACK = frozenset({"cancel", "start_over"})
TAKEN_BACK_WITHIN = timedelta(minutes=10)
CRISIS_INTENT = "express_crisis"
CRISIS_SHARE = 0.1
"""A guess as likely as this is reason enough to keep a message from who is not cleared."""
NO_WORDS = (MessageKind.BUTTON.value, MessageKind.PROOF.value)
MASKED_TEXTS_KEPT = 8192


@dataclass(frozen=True)
class Heard:
    """``is_taken_back``: what the borrower said next corrects or ends it."""

    message_id: int
    conversation_id: str
    text: str
    locale: str
    at: datetime
    guesses: Sequence[tuple[str, float]]
    answer: str | None
    is_marked: bool
    is_taken_back: bool
    is_crisis: bool


@dataclass(frozen=True)
class Said:
    """``text`` is ``None`` for what only trainers who are cleared may see."""

    message_id: int
    author: str
    text: str | None
    at: datetime


def keep_reading(
    session: Session, message_id: int, reading: Reading, *, answer: str | None
) -> None:
    """The last one counts: a message is asked again once identity is proven."""
    session.merge(MessageReading(message_id=message_id, understood=reading.record(), answer=answer))


def mark_misread(
    session: Session, conversation_id: str, message_id: int, *, by: str, now: datetime
) -> bool:
    """Whether it is a message of the borrower's in that conversation."""
    message = session.get(Message, message_id)
    if message is None or message.conversation_id != conversation_id:
        return False
    if message.author != Author.BORROWER.value or not message.text:
        return False
    if session.get(MisreadMark, message_id) is None:
        session.add(MisreadMark(message_id=message_id, by=by, at=now))
    return True


def unlabelled(session: Session, staff: Staff, *, since: datetime, most: int) -> list[Heard]:
    """The newest first."""
    rows = session.execute(_heard(since).limit(most)).all()
    taken_back = _taken_back(session, since)
    return [heard for heard in (_read(row, taken_back) for row in rows) if _may_see(staff, heard)]


def find_heard(session: Session, staff: Staff, message_id: int) -> Heard | None:
    """One that this person may see, labelled or not."""
    row = session.execute(_borrowers().where(Message.id == message_id)).first()
    heard = _read(row, frozenset()) if row else None
    return heard if heard and _may_see(staff, heard) else None


def around(session: Session, staff: Staff, heard: Heard, *, count: int) -> list[Said]:
    """The conversation before and after a message, in order, as many messages on each side."""
    here = select(Message).where(Message.conversation_id == heard.conversation_id)
    before = here.where(Message.id < heard.message_id).order_by(Message.id.desc()).limit(count)
    after = here.where(Message.id >= heard.message_id).order_by(Message.id).limit(count + 1)
    rows = [*reversed(session.scalars(before).all()), *session.scalars(after)]
    names = known_names(session, heard.conversation_id)
    return [
        Said(
            row.id,
            row.author,
            masked(row.text, names) if staff.is_cleared or not is_crisis(row) else None,
            row.at,
        )
        for row in rows
    ]


def whole_conversation(session: Session, heard: Heard) -> Sequence[Message]:
    """As it was said: to be masked by who shows it."""
    said = select(Message).where(Message.conversation_id == heard.conversation_id)
    return session.scalars(said.order_by(Message.id)).all()


def known_names(session: Session, conversation_id: str) -> tuple[str, ...]:
    """Of the borrower, and of the staff who may have signed an answer."""
    borrower = session.get_one(Conversation, conversation_id).borrower
    staff = session.scalars(select(Staff.name).order_by(Staff.name))
    return (*([borrower.name] if borrower else ()), *staff)


masked = lru_cache(MASKED_TEXTS_KEPT)(mask)


def is_crisis(message: Message) -> bool:
    return message.distress_level == DistressLevel.CRISIS.value


def _may_see(staff: Staff, heard: Heard) -> bool:
    return staff.is_cleared or not heard.is_crisis


def _borrowers() -> Select[Message, Conversation, MessageReading, MisreadMark]:
    return (
        select(Message, Conversation, MessageReading, MisreadMark)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(MessageReading, MessageReading.message_id == Message.id)
        .outerjoin(MisreadMark, MisreadMark.message_id == Message.id)
        .where(
            Message.author == Author.BORROWER.value,
            Message.kind.not_in(NO_WORDS),
            Message.text != "",
        )
    )


def _heard(
    since: datetime,
) -> Select[Message, Conversation, MessageReading, MisreadMark]:
    labelled = select(TrainingLabel.message_id).where(TrainingLabel.undone_at.is_(None))
    return (
        _borrowers()
        .where(
            Message.at >= since,
            MessageReading.message_id.is_not(None) | MisreadMark.message_id.is_not(None),
            Message.id.not_in(labelled),
        )
        .order_by(Message.id.desc())
    )


def _read(
    row: Row[Message, Conversation, MessageReading, MisreadMark],
    taken_back: frozenset[int],
) -> Heard:
    message, conversation, reading, mark = row
    guesses = [(name, share) for name, share in reading.understood["guesses"]] if reading else []
    names = (conversation.borrower.name,) if conversation.borrower else ()
    looks_like_crisis = dict(guesses).get(CRISIS_INTENT, 0.0) >= CRISIS_SHARE
    return Heard(
        message_id=message.id,
        conversation_id=conversation.id,
        text=masked(message.text, names),
        locale=conversation.locale,
        at=message.at,
        guesses=guesses,
        answer=reading.answer if reading else None,
        is_marked=mark is not None,
        is_taken_back=message.id in taken_back,
        is_crisis=is_crisis(message) or looks_like_crisis,
    )


def _taken_back(session: Session, since: datetime) -> frozenset[int]:
    said = (
        select(Message.id, Message.conversation_id, Message.text, Message.at, MessageReading)
        .outerjoin(MessageReading, MessageReading.message_id == Message.id)
        .where(Message.author == Author.BORROWER.value, Message.at >= since)
        .order_by(Message.conversation_id, Message.id)
    )
    return frozenset(_corrected(session.execute(said).all()))


def _corrected(
    rows: Sequence[Row[int, str, str, datetime, MessageReading]],
) -> Iterator[int]:
    for one, following in pairwise(rows):
        number, conversation, _text, at, _reading = one
        _next, same, text, later, reading = following
        if conversation != same or later - at > TAKEN_BACK_WITHIN:
            continue
        guesses = reading.understood["guesses"] if reading else []
        if is_correction(text) or (guesses and guesses[0][0] in TAKES_BACK):
            yield number
