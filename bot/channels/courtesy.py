"""What a messenger shows beside the messages: that we are writing, and which button was chosen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.channels.backoff import Pause
from bot.channels.outgoing import Channel
from bot.conversations.messages import IncomingMessage
from bot.ledger.conversations import find_message
from bot.ledger.database import Database
from bot.ledger.tables import Button, Conversation, Message

SLOW_SECONDS = 1.0
"""A quicker answer needs no sign before it."""
SHOWN_SECONDS = 4.5
"""Messengers show it for about five."""
LOOKS = 3
"""A tap may come before the sender has noted how the messenger calls its message."""


@dataclass(frozen=True)
class Choice:
    channel: str
    address: str
    provider_id: str | None
    question: str
    title: str


class Courtesy:
    """Never raises for the channel's sake: nothing depends on it."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._database = database
        self._channels = channels
        self._pause = pause

    @asynccontextmanager
    async def typing(self, conversation_id: str) -> AsyncIterator[None]:
        """While it lasts, the borrower sees that an answer is on its way."""
        task = asyncio.create_task(self._type(conversation_id))
        try:
            yield
        finally:
            task.cancel()

    async def _type(self, conversation_id: str) -> None:
        await self._pause(SLOW_SECONDS)
        name, address = await self._database.read(_place, conversation_id)
        while name in self._channels:
            await self._channels[name].show_typing(address)
            await self._pause(SHOWN_SECONDS)

    async def show_typing(self, conversation_id: str) -> None:
        """Once: an agent writes."""
        name, address = await self._database.read(_place, conversation_id)
        if name in self._channels:
            await self._channels[name].show_typing(address)

    async def show_choice(self, incoming: IncomingMessage, conversation_id: str) -> None:
        """On the message that the tapped button belongs to, if the tap was taken."""
        for _ in range(LOOKS):
            choice = await self._database.read(find_choice, incoming, conversation_id)
            if choice is None or choice.channel not in self._channels:
                return
            if choice.provider_id is not None:
                await self._channels[choice.channel].button_chosen(
                    choice.address, choice.provider_id, choice.question, choice.title
                )
                return
            await self._pause(SLOW_SECONDS)


def find_choice(session: Session, incoming: IncomingMessage, conversation_id: str) -> Choice | None:
    """None for a button that was spent, had expired, or was never ours: its tap has no words."""
    tap = find_message(session, conversation_id, f"in:{incoming.external_id}")
    button = session.get(Button, incoming.button) if incoming.button else None
    if tap is None or not tap.text or button is None:
        return None
    asked = session.get_one(Message, button.message_id)
    channel, address = _place(session, conversation_id)
    return Choice(channel, address, asked.provider_id, asked.text, button.title)


def _place(session: Session, conversation_id: str) -> tuple[str, str]:
    conversation = session.get_one(Conversation, conversation_id)
    return conversation.channel, conversation.address
