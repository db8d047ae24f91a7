"""Calling whoever is on duty for a crisis: a POST to an address of the operator's own.

It goes through the outbox like everything that is said, so it is repeated until it is taken.
"""

from __future__ import annotations

import httpx

from bot.channels.outgoing import OutgoingMessage, TryLater
from bot.servicing.alarm import CHANNEL

SECONDS_TO_ANSWER = 10


class AlarmChannel:
    name = CHANNEL

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.AsyncClient(timeout=SECONDS_TO_ANSWER)

    async def send(self, message: OutgoingMessage) -> str | None:
        """Any answer but a 2xx is tried again: an alarm is never given up."""
        body = {"id": message.message_id, "text": message.text}
        try:
            answer = await self._http.post(self._url, json=body)
        except httpx.HTTPError as error:
            raise TryLater(type(error).__name__) from None
        if not answer.is_success:
            raise TryLater(f"answered {answer.status_code}")
        return None

    async def close(self) -> None:
        await self._http.aclose()

    async def show_typing(self, address: str) -> None:
        """Nobody reads along."""

    async def button_chosen(self, address: str, provider_id: str, text: str, chosen: str) -> None:
        """It has no buttons."""
