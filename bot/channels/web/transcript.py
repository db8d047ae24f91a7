"""What a visitor's page shows: the messages it has not seen, and who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from bot.channels.web.posts import CHANNEL
from bot.conversations.messages import Author, MessageKind
from bot.conversations.statuses import Status
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import find_conversation
from bot.ledger.tables import Attachment, Conversation, Message, Outbox, Staff
from bot.servicing.files import find_file
from bot.servicing.handoff import WITHHELD
from bot.servicing.identity import hidden_until

HISTORY = 300
PAGE = 100
# Transactions may commit in another order than their ids; what is sent twice, the page drops.
OVERLAP = 20


@dataclass(frozen=True)
class News:
    is_new: bool = True
    messages: list[dict[str, Any]] = field(default_factory=list)
    state: dict[str, Any] | None = None
    more: bool = False
    """Whether something was said before the messages that a page gets at first."""


class Reader:
    """One open page: remembers what it was sent, and answers only what is new."""

    def __init__(self, address: str, seen: int) -> None:
        self.address = address
        self.seen = seen
        self._sent: set[int] | None = None
        self._state: dict[str, Any] | None = None

    def read(self, session: Session) -> News:
        conversation = find_conversation(session, CHANNEL, self.address)
        if conversation is None:
            return News()
        now = read_clock(session)
        hidden = hidden_until(conversation, now=now)
        newest = _newest(session, conversation, hidden)
        if self._sent is None:
            self._sent = set([m for m in newest if m <= self.seen][OVERLAP:])
        unsent = [m for m in newest if m not in self._sent]
        self._sent.update(unsent)
        state = self._changed(_state(conversation, is_hidden=hidden is not None))
        messages = _messages(session, unsent, now)
        return News(False, messages, state, more=len(newest) == HISTORY)

    def _changed(self, state: dict[str, Any]) -> dict[str, Any] | None:
        if state == self._state:
            return None
        self._state = state
        return state


def _newest(
    session: Session,
    conversation: Conversation,
    hidden: datetime | None,
    *,
    before: int | None = None,
    count: int = HISTORY,
) -> Sequence[int]:
    newest = (
        select(Message.id)
        .where(
            Message.conversation_id == conversation.id, Message.id.not_in(_withheld(conversation))
        )
        .order_by(Message.id.desc())
        .limit(count)
    )
    if before is not None:
        newest = newest.where(Message.id < before)
    if hidden is not None:
        newest = newest.where(Message.at >= hidden)
    return session.scalars(newest).all()


def _withheld(conversation: Conversation) -> Select[int]:
    """What a crisis, or an agent, came before."""
    return select(Outbox.message_id).where(
        Outbox.conversation_id == conversation.id, Outbox.error == WITHHELD
    )


def read_earlier(session: Session, address: str, before: int) -> dict[str, Any]:
    """A page of what was said before that message, and whether there is still more."""
    conversation = find_conversation(session, CHANNEL, address)
    if conversation is None:
        return {"messages": [], "more": False}
    now = read_clock(session)
    hidden = hidden_until(conversation, now=now)
    found = _newest(session, conversation, hidden, before=before, count=PAGE + 1)
    messages = _messages(session, found[:PAGE], now)
    return {"messages": messages, "more": len(found) > PAGE}


def _messages(session: Session, ids: Sequence[int], now: datetime) -> list[dict[str, Any]]:
    if not ids:
        return []
    found = session.scalars(
        select(Message)
        .where(Message.id.in_(ids))
        .order_by(Message.id)
        .options(selectinload(Message.buttons), selectinload(Message.files))
    ).all()
    names = _agent_names(session, found)
    return [_shown(message, names, now) for message in found]


def _shown(message: Message, names: dict[int, str], now: datetime) -> dict[str, Any]:
    from_borrower = message.author == Author.BORROWER.value
    return {
        "id": message.id,
        "key": message.key.removeprefix("in:") if from_borrower else None,
        "author": message.author,
        "name": names.get(message.staff_id or 0),
        "kind": message.kind,
        "text": "" if message.kind == MessageKind.PROOF.value else message.text,
        "at": message.at.isoformat(timespec="seconds"),
        "asks_for_proof": message.asks_for_phone is not None,
        "files": [
            {
                "id": file.id,
                "kind": file.kind,
                "name": file.name,
                "alt": file.alt,
                "size": file.size,
                "kept": file.sha256 is not None,
            }
            for file in message.files
        ],
        "buttons": [
            {
                "token": button.token,
                "title": button.title,
                "open": button.spent_at is None and button.expires_at > now,
            }
            for button in message.buttons
        ],
    }


def _agent_names(session: Session, messages: Sequence[Message]) -> dict[int, str]:
    ids = {m.staff_id for m in messages if m.staff_id is not None}
    if not ids:
        return {}
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _state(conversation: Conversation, *, is_hidden: bool) -> dict[str, Any]:
    is_open = conversation.status == Status.OPEN.value
    agent = conversation.assignee if is_open else None
    answerer = "agent" if agent else "queue" if is_open else "assistant"
    return {
        "locale": conversation.locale,
        "answerer": answerer,
        "agent": agent.name if agent else None,
        "hidden": is_hidden,
    }


def read_file(session: Session, address: str, file_id: str) -> Attachment | None:
    conversation = find_conversation(session, CHANNEL, address)
    if conversation is None:
        return None
    hidden = hidden_until(conversation, now=read_clock(session))
    return find_file(session, conversation.id, file_id, since=hidden)
