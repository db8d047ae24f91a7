"""Messages that were read, as the relay keeps them, without an engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger.tables import Conversation, Message
from bot.ledger.training_tables import MessageReading

CONVERSATION = "read-1"


def conversation(session: Session, *, now: datetime, **given: Any) -> Conversation:
    made = Conversation(
        **{
            "id": CONVERSATION,
            "channel": "telegram",
            "address": "chat-read",
            "locale": "en",
            "created_at": now,
            "last_message_at": now,
            **given,
        }
    )
    session.add(made)
    session.flush()
    return made


def said(session: Session, text: str, *, now: datetime, **given: Any) -> Message:
    """By the borrower, unless told otherwise."""
    fields = {"conversation_id": CONVERSATION, "author": "borrower", "kind": "text", **given}
    key = f"in:{session.query(Message).count()}"
    made = Message(key=key, text=text, at=now, **fields)
    session.add(made)
    session.flush()
    return made


def read(
    session: Session,
    text: str,
    *guesses: tuple[str, float],
    now: datetime,
    answer: str | None = "utter_balance",
    **given: Any,
) -> Message:
    """A message with what was understood of it."""
    made = said(session, text, now=now, **given)
    understood = {"guesses": [list(guess) for guess in guesses], "entities": []}
    session.add(MessageReading(message_id=made.id, understood=understood, answer=answer))
    session.flush()
    return made
