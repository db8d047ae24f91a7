"""Bringing a message to a browser: it is in the transcript already, its reader is woken."""

from __future__ import annotations

from bot.channels.outgoing import OutgoingMessage
from bot.channels.web.posts import CHANNEL
from bot.live import TYPING, Live


class WebChannel:
    name = CHANNEL

    def __init__(self, live: Live) -> None:
        self._live = live

    async def send(self, message: OutgoingMessage) -> str | None:
        """Delivery is the reader's own, by ``GET /chat/events``: at once, or when they are back."""
        self._live.publish(message.address)
        return str(message.message_id)

    async def show_typing(self, address: str) -> None:
        self._live.publish(address, TYPING)

    async def button_chosen(self, address: str, provider_id: str, text: str, chosen: str) -> None:
        """The page shows it by itself: the borrower's message names the button's title."""
        self._live.publish(address)
