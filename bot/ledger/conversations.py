"""Finding conversations, their messages and their queues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.conversations.messages import Author, MessageKind
from bot.ledger.clock import machine_now
from bot.ledger.notices import notice_entry
from bot.ledger.tables import Button, Conversation, ConversationEntry, Inbox, Message, Outbox

# What each message needs is put together once: for a statement of a line, SQLAlchemy's own work
# takes longer than the database's.
_BY_ADDRESS = select(Conversation).where(
    Conversation.channel == bindparam("channel"), Conversation.address == bindparam("address")
)
_BY_ADDRESS_LOCKED = _BY_ADDRESS.with_for_update()
_BY_KEY = select(Message).where(
    Message.conversation_id == bindparam("conversation"), Message.key == bindparam("key")
)
_NEWEST = (
    select(Message)
    .where(Message.conversation_id == bindparam("conversation"), Message.author == bindparam("by"))
    .order_by(Message.id.desc())
    .limit(bindparam("count"))
)
_NEXT = (
    select(Inbox)
    .where(Inbox.conversation_id == bindparam("conversation"))
    .order_by(Inbox.message_id)
    .limit(1)
)
_FREE = (
    Conversation.leased_until.is_(None)
    | (Conversation.leased_until < bindparam("now"))
    | (Conversation.leased_by == bindparam("holder"))
)
_LEASE = (
    update(Conversation)
    .where(Conversation.id == bindparam("conversation"), _FREE)
    .values(leased_by=bindparam("holder"), leased_until=bindparam("until"))
    .returning(Conversation.id)
    .execution_options(synchronize_session=False)
)
_RELEASE = (
    update(Conversation)
    .where(
        Conversation.id == bindparam("conversation"), Conversation.leased_by == bindparam("holder")
    )
    .values(leased_by=None, leased_until=None)
    .execution_options(synchronize_session=False)
)


def find_conversation(
    session: Session, channel: str, address: str, *, locked: bool = False
) -> Conversation | None:
    """``locked`` until the end of the transaction."""
    found = _BY_ADDRESS_LOCKED if locked else _BY_ADDRESS
    return session.scalar(found, {"channel": channel, "address": address})


def find_message(session: Session, conversation_id: str, key: str) -> Message | None:
    return session.scalar(_BY_KEY, {"conversation": conversation_id, "key": key})


def last_messages(
    session: Session, conversation_id: str, *, author: Author, count: int
) -> Sequence[Message]:
    """The newest first."""
    wanted = {"conversation": conversation_id, "by": author.value, "count": count}
    return session.scalars(_NEWEST, wanted).all()


def enqueue_answer(
    session: Session,
    message: Message,
    *,
    payload: str | None = None,
    replay: bool = False,
) -> None:
    """``payload``: what a button or command of ours means, instead of the message's text.

    ``replay``: the message was asked before, and may still be waiting.
    """
    waiting = Inbox(
        message_id=message.id,
        conversation_id=message.conversation_id,
        attempts=0,
        payload=payload,
        replay=replay,
        due_at=machine_now(),
    )
    if replay:
        session.merge(waiting)
    else:
        session.add(waiting)


def enqueue_delivery(session: Session, message: Message) -> None:
    session.add(
        Outbox(
            message_id=message.id,
            conversation_id=message.conversation_id,
            due_at=machine_now(),
        )
    )


def next_to_answer(session: Session, conversation_id: str) -> Inbox | None:
    return session.scalar(_NEXT, {"conversation": conversation_id})


def conversations_to_answer(session: Session, *, until: datetime) -> Sequence[str]:
    return session.scalars(
        select(Inbox.conversation_id).where(Inbox.due_at <= until).distinct()
    ).all()


def lease(
    session: Session, conversation_id: str, holder: str, *, now: datetime, until: datetime
) -> bool:
    """Whether ``holder`` alone may answer this conversation until then."""
    about = {"conversation": conversation_id, "holder": holder, "now": now, "until": until}
    return session.scalar(_LEASE, about) is not None


def release(session: Session, conversation_id: str, holder: str) -> None:
    session.execute(_RELEASE, {"conversation": conversation_id, "holder": holder})


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


def pressed_button(session: Session, message: Message) -> Button | None:
    """The button that a message is the choice of."""
    if message.kind != MessageKind.BUTTON.value:
        return None
    return session.scalar(
        select(Button)
        .where(
            Button.conversation_id == message.conversation_id,
            Button.title == message.text,
            Button.spent_at == message.at,
        )
        .order_by(Button.message_id.desc())
        .limit(1)
    )


def add_entry(
    session: Session,
    conversation: Conversation,
    entry: str,
    *,
    by: str,
    now: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    added = ConversationEntry(
        conversation_id=conversation.id, entry=entry, by=by, at=now, detail=detail or {}
    )
    session.add(added)
    notice_entry(session, conversation, added)
