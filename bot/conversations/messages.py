"""What is said in a conversation, as every channel hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

COMMANDS = ("start", "help", "balance", "human", "language", "privacy", "stop", "resume")
"""What a messenger's menu offers; ``bot.servicing.intake`` says what each means."""

ALARM = "alarm"
"""The channel to the person on duty: a conversation as well, but nobody's."""


class Author(str, Enum):
    BORROWER = "borrower"
    ASSISTANT = "assistant"
    AGENT = "agent"


class MessageKind(str, Enum):
    """How a message reached us. ``PROOF`` carries no text: proof never enters a transcript."""

    TEXT = "text"
    BUTTON = "button"
    EDITED = "edited"
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    OTHER = "other"
    PROOF = "proof"


@dataclass(frozen=True)
class IncomingFile:
    """A file beside the words: kept at ``path`` already, or to be fetched by its ``reference``.

    ``refused`` says why it is neither. ``album`` is the same for files that were sent together.
    """

    name: str = ""
    size: int = 0
    media_type: str = ""
    path: str | None = None
    sha256: str | None = None
    reference: str | None = None
    album: str | None = None
    refused: str | None = None


@dataclass(frozen=True)
class IncomingMessage:
    """One thing a borrower did in a channel.

    ``external_id`` is unique within ``channel`` and ``address``; a second one is dropped.
    ``provider_id`` is the messenger's own name of the message, which an edit of it shares.
    ``button`` is an opaque token that we issued. ``phone_shared``, ``birth_date`` (as
    written, where a form asks for it beside the phone) and ``link_token`` are proof: checked at
    once, stored nowhere.
    """

    channel: str
    address: str
    external_id: str
    text: str = ""
    kind: MessageKind = MessageKind.TEXT
    button: str | None = None
    phone_shared: str | None = None
    birth_date: str | None = None
    link_token: str | None = None
    locale: str | None = None
    private: bool = True
    command: str | None = None
    file: IncomingFile | None = None
    provider_id: str | None = None
