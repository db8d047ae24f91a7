"""Finding conversations, their messages and their queues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.conversations.messages import Author
from bot.ledger.clock import machine_now
from bot.ledger.tables import Button, Conversation, ConversationEntry, Inbox, Message, Outbox


def find_conversation(session: Session, channel: str, address: str) -> Conversation | None:
    return session.scalar(
        select(Conversation).where(Conversation.channel == channel, Conversation.address == address)
    )


def find_message(session: Session, conversation_id: str, key: str) -> Message | None:
    return session.scalar(
        select(Message).where(Message.conversation_id == conversation_id, Message.key == key)
    )


def last_messages(
    session: Session, conversation_id: str, *, author: Author, count: int
) -> Sequence[Message]:
    """The newest first."""
    newest = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.author == author.value)
        .order_by(Message.id.desc())
        .limit(count)
    )
    return session.scalars(newest).all()


def enqueue_answer(
    session: Session,
    message: Message,
    *,
    payload: str | None = None,
    replay: bool = False,
) -> None:
    """``payload``: what a button or command of ours means, instead of the message's text."""
    session.merge(
        Inbox(
            message_id=message.id,
            conversation_id=message.conversation_id,
            attempts=0,
            payload=payload,
            replay=replay,
            due_at=machine_now(),
        )
    )


def enqueue_delivery(session: Session, message: Message) -> None:
    session.add(
        Outbox(
            message_id=message.id,
            conversation_id=message.conversation_id,
            due_at=machine_now(),
        )
    )


def next_to_answer(session: Session, conversation_id: str) -> Inbox | None:
    return session.scalar(
        select(Inbox)
        .where(Inbox.conversation_id == conversation_id)
        .order_by(Inbox.message_id)
        .limit(1)
    )


def conversations_to_answer(session: Session, *, until: datetime) -> Sequence[str]:
    return session.scalars(
        select(Inbox.conversation_id).where(Inbox.due_at <= until).distinct()
    ).all()


def lease(
    session: Session, conversation_id: str, holder: str, *, now: datetime, until: datetime
) -> bool:
    """Whether ``holder`` alone may answer this conversation until then."""
    free = (
        (Conversation.leased_until.is_(None))
        | (Conversation.leased_until < now)
        | (Conversation.leased_by == holder)
    )
    taken = session.scalar(
        update(Conversation)
        .where(Conversation.id == conversation_id, free)
        .values(leased_by=holder, leased_until=until)
        .returning(Conversation.id)
    )
    return taken is not None


def release(session: Session, conversation_id: str, holder: str) -> None:
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.leased_by == holder)
        .values(leased_by=None, leased_until=None)
    )


def choose_button(
    session: Session, conversation_id: str, token: str, *, now: datetime
) -> Button | None:
    """The button if it may still be chosen here; all of its message's are spent by it."""
    button = session.get(Button, token)
    if button is None or button.conversation_id != conversation_id:
        return None
    if button.spent_at is not None or button.expires_at <= now:
        return None
    session.execute(
        update(Button).where(Button.message_id == button.message_id).values(spent_at=now)
    )
    return button


def add_entry(
    session: Session,
    conversation: Conversation,
    entry: str,
    *,
    by: str,
    now: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    session.add(
        ConversationEntry(
            conversation_id=conversation.id, entry=entry, by=by, at=now, detail=detail or {}
        )
    )
