"""What the assistant said before, as name and arguments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.conversations.messages import Author, MessageKind
from bot.ledger.tables import ConversationEntry, Message
from bot.servicing.turn import Turn

BACK_FROM_A_PERSON = ("left_queue", "returned", "resolved")


def last_said(turn: Turn, *, among: Collection[str] = ()) -> Message | None:
    """The assistant's last message before the one being answered; or the last ``among`` these."""
    earlier = select(Message).where(
        Message.conversation_id == turn.conversation.id,
        Message.author == Author.ASSISTANT.value,
        Message.id < turn.message.id,
    )
    if among:
        earlier = earlier.where(Message.response.in_(among))
    return turn.session.scalar(earlier.order_by(Message.id.desc()).limit(1))


def last_replies(turn: Turn, *, count: int) -> Sequence[Message]:
    """The assistant's last messages before the one being answered, the newest first."""
    earlier = select(Message).where(
        Message.conversation_id == turn.conversation.id,
        Message.author == Author.ASSISTANT.value,
        Message.id < turn.message.id,
    )
    return turn.session.scalars(earlier.order_by(Message.id.desc()).limit(count)).all()


def comes_back(turn: Turn, *, since: int | None, after: timedelta) -> bool:
    """Whether the borrower was silent for so long, or with a person, since message ``since``."""
    before = turn.session.get(Message, since) if since is not None else None
    if before is None:
        return False
    if turn.message.at - before.at >= after:
        return True
    was_with_person = select(ConversationEntry.id).where(
        ConversationEntry.conversation_id == turn.conversation.id,
        ConversationEntry.entry.in_(BACK_FROM_A_PERSON),
        ConversationEntry.at >= before.at,
        ConversationEntry.at <= turn.message.at,
    )
    return turn.session.scalar(was_with_person.limit(1)) is not None


def is_typed_command(message: Message) -> bool:
    """Text that looks like what our own buttons mean; it binds nothing."""
    return message.kind != MessageKind.BUTTON.value and message.text.startswith("/")
