"""What the assistant said before, as name and arguments."""

from __future__ import annotations

from sqlalchemy import select

from bot.conversations.messages import Author, MessageKind
from bot.ledger.tables import Message
from bot.servicing.turn import Turn


def last_said(turn: Turn, *, response: str | None = None) -> Message | None:
    """The assistant's last message before the one being answered; or its last ``response``."""
    earlier = select(Message).where(
        Message.conversation_id == turn.conversation.id,
        Message.author == Author.ASSISTANT.value,
        Message.id < turn.message.id,
    )
    if response is not None:
        earlier = earlier.where(Message.response == response)
    return turn.session.scalar(earlier.order_by(Message.id.desc()).limit(1))


def is_typed_command(message: Message) -> bool:
    """Text that looks like what our own buttons mean; it binds nothing."""
    return message.kind != MessageKind.BUTTON.value and message.text.startswith("/")
