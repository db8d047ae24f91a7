"""What the assistant says: worded, recorded and queued for delivery, each thing once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.conversations.messages import Author
from bot.ledger.conversations import enqueue_delivery, find_message
from bot.ledger.notices import notice_message
from bot.ledger.tables import Button, Conversation, Message
from bot.replies.render import Renderer, Reply
from bot.replies.values import Value
from bot.servicing.files import draw_first, put_with
from bot.servicing.reaching_out import CONTACT


class Voice:
    """The assistant's own voice in a conversation."""

    def __init__(self, renderer: Renderer, *, button_life: timedelta) -> None:
        self._renderer = renderer
        self._button_life = button_life

    def say(
        self,
        session: Session,
        conversation: Conversation,
        response: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        key: str,
        now: datetime,
    ) -> Message:
        """Say it once: the same ``key`` in the same conversation answers the earlier message."""
        said = find_message(session, conversation.id, key)
        if said is not None:
            return said
        given = dict(arguments or {})
        reply = self._renderer.render(response, given, conversation.locale)
        message = Message(
            conversation_id=conversation.id,
            key=key,
            author=Author.ASSISTANT.value,
            text=self._preview(key, conversation.locale) + reply.text,
            at=now,
            response=response,
            arguments=given,
            asks_for_phone=reply.asks_for_phone,
        )
        session.add(message)
        session.flush()
        self._attach_buttons(session, message, reply, now=now)
        put_with(session, message, given.get("files", ()), self._renderer, conversation.locale)
        enqueue_delivery(session, message)
        notice_message(session, conversation, message)
        return message

    def draw(self, session: Session, conversation_id: str, files: Sequence[str]) -> None:
        """The pages that ``say`` is going to bring along, before anybody waits for it."""
        conversation = session.get_one(Conversation, conversation_id)
        draw_first(session, files, self._renderer, conversation.locale)

    def _preview(self, key: str, locale: str) -> str:
        """What nobody asked for begins with a line that may be read on a locked screen."""
        if not key.startswith(CONTACT):
            return ""
        return self._renderer.text("part_preview", {}, locale) + "\n\n"

    def reworded(self, message: Message, locale: str) -> str | None:
        """What the assistant said, in another language; None for what people wrote."""
        if message.response is None:
            return None
        return self._renderer.text(message.response, message.arguments or {}, locale)

    def worded(self, value: Value, locale: str) -> str:
        return self._renderer.word(value, locale)

    def _attach_buttons(
        self, session: Session, message: Message, reply: Reply, *, now: datetime
    ) -> None:
        for place, button in enumerate(reply.buttons):
            session.add(
                Button(
                    token=secrets.token_urlsafe(16),
                    message_id=message.id,
                    conversation_id=message.conversation_id,
                    place=place,
                    title=button.title,
                    payload=button.payload,
                    expires_at=now + self._button_life,
                )
            )


def record_agent_message(
    session: Session,
    conversation: Conversation,
    text: str,
    *,
    staff_id: int,
    key: str,
    now: datetime,
) -> Message:
    """What an agent writes to the borrower; the same ``key`` twice is one message."""
    said = find_message(session, conversation.id, key)
    if said is not None:
        return said
    message = Message(
        conversation_id=conversation.id,
        key=key,
        author=Author.AGENT.value,
        text=text,
        staff_id=staff_id,
        at=now,
    )
    session.add(message)
    session.flush()
    enqueue_delivery(session, message)
    notice_message(session, conversation, message)
    return message
