"""Telegram's limits, kept so that it need not enforce them.

Some 30 messages a second in all, one a second in a chat with short bursts
(https://core.telegram.org/bots/faq, "My bot is hitting limits").
"""

from __future__ import annotations

from aiolimiter import AsyncLimiter

A_SECOND = 30
BURST = 5
CHATS_REMEMBERED = 1000


class Pace:
    def __init__(self, *, a_second: float = A_SECOND, burst: float = BURST) -> None:
        self._burst = burst
        self._all = AsyncLimiter(a_second, 1)
        self._chats: dict[str, AsyncLimiter] = {}

    async def turn(self, address: str) -> None:
        """Returns when one more message may be sent to this chat."""
        await self._chat(address).acquire()
        await self._all.acquire()

    def _chat(self, address: str) -> AsyncLimiter:
        if len(self._chats) > CHATS_REMEMBERED:
            self._forget_rested_chats()
        # A second's worth of rest for each message of a burst.
        return self._chats.setdefault(address, AsyncLimiter(self._burst, self._burst))

    def _forget_rested_chats(self) -> None:
        self._chats = {
            address: limit
            for address, limit in self._chats.items()
            if not limit.has_capacity(self._burst)
        }
