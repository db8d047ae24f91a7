"""What a visitor's page shows: the messages it has not seen, and who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.channels.web.posts import CHANNEL
from bot.conversations.messages import Author, MessageKind
from bot.conversations.statuses import Status
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import find_conversation
from bot.ledger.tables import Conversation, Message, Staff
from bot.servicing.identity import hidden_until

HISTORY = 300
# Transactions may commit in another order than their ids; what is sent twice, the page drops.
OVERLAP = 20


@dataclass(frozen=True)
class News:
    is_new: bool = True
    messages: list[dict[str, Any]] = field(default_factory=list)
    state: dict[str, Any] | None = None


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
        return News(False, _messages(session, unsent, now), state)

    def _changed(self, state: dict[str, Any]) -> dict[str, Any] | None:
        if state == self._state:
            return None
        self._state = state
        return state


def _newest(session: Session, conversation: Conversation, hidden: datetime | None) -> Sequence[int]:
    newest = (
        select(Message.id)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.id.desc())
        .limit(HISTORY)
    )
    if hidden is not None:
        newest = newest.where(Message.at >= hidden)
    return session.scalars(newest).all()


def _messages(session: Session, ids: Sequence[int], now: datetime) -> list[dict[str, Any]]:
    if not ids:
        return []
    found = session.scalars(
        select(Message)
        .where(Message.id.in_(ids))
        .order_by(Message.id)
        .options(selectinload(Message.buttons))
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
