"""The port behind which payment providers stand, and what they tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.loans import Money


@dataclass(frozen=True)
class Asked:
    """A payment to be begun. ``return_url`` is the page that shows what became of it."""

    order_id: str
    reference: str
    amount: Money
    return_url: str
    locale: str


@dataclass(frozen=True)
class Event:
    """What happened to an order. ``key`` is the provider's id of the charge: told twice, same key.

    ``amount`` is what was taken; ``None``: it failed and nothing was.
    """

    key: str
    order_id: str
    amount: Money | None


class Malformed(Exception):  # noqa: N818 - named for what is wrong
    """No event that can be read; its sender has a defect."""


class Forged(Exception):  # noqa: N818 - named for what is wrong
    """Not signed by the provider, or too old to be believed."""


class Unavailable(Exception):  # noqa: N818 - named for what is wrong
    """The provider does not answer, or not as agreed."""


class Provider(Protocol):
    name: str

    async def begin(self, asked: Asked, *, decline: bool = False) -> Event | str:
        """The address where the borrower goes on to pay, or what happened at once.

        ``decline`` is for trying out a failure and means something in a demonstration only.
        Raises ``Unavailable``.
        """

    def read_event(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Event:
        """What a webhook tells. Raises ``Forged`` or ``Malformed``."""
