"""The queue of messages to be sent: who may send what next, and what became of it.

pending --claim--> sending --delivered--> gone
   ^                  |
   +----postpone------+--give_up--> failed      it will never arrive
   +----recover-------+--give_up--> uncertain   it may have arrived, and is not repeated
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from bot.ledger.tables import Conversation, Message, Outbox


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


BLOCKED = "blocked"
_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.SENDING)
# What each message needs is put together once, see `bot.ledger.conversations`.
_PENDING = (
    select(Outbox.message_id)
    .where(
        Outbox.conversation_id == bindparam("conversation"), Outbox.state == DeliveryState.PENDING
    )
    .limit(1)
)
_CLAIM = (
    update(Outbox)
    .where(
        Outbox.message_id
        == select(func.min(Outbox.message_id))
        .where(Outbox.conversation_id == bindparam("conversation"), Outbox.state.in_(_UNDER_WAY))
        .scalar_subquery(),
        Outbox.state == DeliveryState.PENDING,
        Outbox.due_at <= bindparam("now"),
    )
    .values(state=DeliveryState.SENDING, attempts=Outbox.attempts + 1, due_at=bindparam("until"))
    .returning(Outbox)
    .execution_options(synchronize_session=False)
)
_TO_SEND = (
    select(Message)
    .where(Message.id == bindparam("message"))
    .options(joinedload(Message.buttons), joinedload(Message.files))
)
_NAMED = (
    update(Message)
    .where(Message.id == bindparam("message"))
    .values(provider_id=bindparam("name"))
    .execution_options(synchronize_session=False)
)
_GONE = (
    delete(Outbox)
    .where(Outbox.message_id == bindparam("message"))
    .execution_options(synchronize_session=False)
)


def conversations_to_deliver(
    session: Session, channels: Collection[str], *, until: datetime, limit: int
) -> Sequence[str]:
    """Those whose next message is due, the longest waiting first."""
    next_ones = (
        select(func.min(Outbox.message_id))
        .where(Outbox.state.in_(_UNDER_WAY))
        .group_by(Outbox.conversation_id)
    )
    waiting = (
        select(Outbox.conversation_id)
        .join(Conversation)
        .where(
            Conversation.channel.in_(channels),
            Outbox.message_id.in_(next_ones),
            Outbox.state == DeliveryState.PENDING,
            Outbox.due_at <= until,
        )
        .order_by(Outbox.message_id)
        .limit(limit)
    )
    return session.scalars(waiting).all()


def has_to_deliver(session: Session, conversation_id: str) -> bool:
    return session.scalar(_PENDING, {"conversation": conversation_id}) is not None


def claim_delivery(
    session: Session, conversation_id: str, *, now: datetime, until: datetime
) -> Outbox | None:
    """The conversation's next message, for one sender alone; ``until`` then it must be settled.

    None while an earlier one is in the air or waits for its next try: the order is kept.
    """
    about = {"conversation": conversation_id, "now": now, "until": until}
    return session.scalar(_CLAIM, about)


def message_to_send(session: Session, message_id: int) -> Message:
    """With its buttons and files."""
    return session.scalars(_TO_SEND, {"message": message_id}).unique().one()


def delivered(session: Session, message_id: int, provider_id: str | None) -> None:
    """``provider_id`` is what the messenger calls it, where it has a name for it."""
    if provider_id is not None:
        session.execute(_NAMED, {"message": message_id, "name": provider_id})
    session.execute(_GONE, {"message": message_id})


def postpone(session: Session, message_id: int, *, until: datetime, error: str) -> None:
    _settle(session, message_id, DeliveryState.PENDING, error, due_at=until)


def give_up(session: Session, message_id: int, state: DeliveryState, *, error: str) -> None:
    _settle(session, message_id, state, error)


def recover(
    session: Session,
    *,
    before: datetime,
    urgent: Collection[str],
    now: datetime,
) -> None:
    """What a sender that died left behind. Only ``urgent`` responses are risked twice."""
    left = (Outbox.state == DeliveryState.SENDING) & (Outbox.due_at <= before)
    worth_it = Outbox.message_id.in_(select(Message.id).where(Message.response.in_(urgent)))
    session.execute(
        update(Outbox).where(left, worth_it).values(state=DeliveryState.PENDING, due_at=now)
    )
    session.execute(
        update(Outbox).where(left).values(state=DeliveryState.UNCERTAIN, error="interrupted")
    )


def note_block(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """Nothing more is tried there until the borrower writes again or lifts the block."""
    conversation.blocked_at = conversation.blocked_at or now
    session.execute(
        update(Outbox)
        .where(Outbox.conversation_id == conversation.id, Outbox.state == DeliveryState.PENDING)
        .values(state=DeliveryState.FAILED, error=BLOCKED)
    )


def _settle(
    session: Session,
    message_id: int,
    state: DeliveryState,
    error: str,
    *,
    due_at: datetime | None = None,
) -> None:
    """Only what is in the air: another sender may have taken it for lost."""
    session.execute(
        update(Outbox)
        .where(Outbox.message_id == message_id, Outbox.state == DeliveryState.SENDING)
        .values(state=state, error=error, **({"due_at": due_at} if due_at else {}))
    )
