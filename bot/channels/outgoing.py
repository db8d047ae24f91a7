"""What a channel must be able to do to bring a message to a borrower, and how it may fail.

SendError
├── TryLater          the channel says when (rate limit, network down)
└── Undeliverable     it will never arrive (blocked, chat gone, refused as malformed)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class OutgoingButton:
    token: str
    title: str


@dataclass(frozen=True)
class OutgoingFile:
    """A picture is shown, anything else is offered under its name."""

    name: str
    media_type: str
    content: bytes
    is_picture: bool


@dataclass(frozen=True)
class Invoice:
    """What can be paid inside a messenger that has a cashier of its own."""

    order_id: str
    reference: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class OutgoingMessage:
    """One message as it is to be sent. ``text`` is plain; the channel escapes it for itself."""

    message_id: int
    address: str
    text: str
    buttons: tuple[OutgoingButton, ...] = ()
    asks_for_phone: str | None = None
    files: tuple[OutgoingFile, ...] = ()
    invoice: Invoice | None = None
    locale: str = ""
    agent: str | None = None
    """The name of the person who wrote it, where it was one."""


class SendError(Exception):
    """``code`` is stored with the message and shown to agents; it never holds what was said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(SendError):  # noqa: N818 - named for what to do
    """``uncertain``: the request may have arrived, so a repetition could be a second message."""

    def __init__(
        self, code: str, *, after_seconds: float | None = None, uncertain: bool = False
    ) -> None:
        super().__init__(code)
        self.after_seconds = after_seconds
        self.uncertain = uncertain


class Undeliverable(SendError):  # noqa: N818 - named for what happened
    pass


class Channel(Protocol):
    name: str

    async def send(self, message: OutgoingMessage) -> str | None:
        """Deliver once; answer the channel's own id of it. Raises ``SendError``."""

    async def show_typing(self, address: str) -> None: ...

    async def button_chosen(self, address: str, provider_id: str, text: str, chosen: str) -> None:
        """Show on the earlier message which of its buttons was chosen."""
