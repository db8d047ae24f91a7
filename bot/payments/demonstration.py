"""The cashier of a demonstration: it says so, and moves no money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.payments.provider import Asked, Event, Forged
from bot.servicing.payments import DEMONSTRATION


class DemonstrationCashier:
    name = DEMONSTRATION

    async def begin(self, asked: Asked, *, decline: bool = False) -> Event | str:
        if decline:
            return Event(f"{self.name}:declined:{asked.order_id}", asked.order_id, None)
        return Event(f"{self.name}:{asked.order_id}", asked.order_id, asked.amount)

    def read_event(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Event:
        raise Forged
