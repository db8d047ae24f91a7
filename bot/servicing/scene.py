"""What every step of taking in a message needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger.tables import Conversation, Message
from bot.servicing.identity import ProofRules
from bot.servicing.transcript import Voice


@dataclass(frozen=True)
class IntakeRules:
    proof: ProofRules
    default_locale: str
    message_limit: int
    on_call: bool


@dataclass(frozen=True)
class Scene:
    session: Session
    conversation: Conversation
    message: Message
    voice: Voice
    rules: IntakeRules
    now: datetime

    def reply(self, response: str, arguments: Mapping[str, Any] | None = None) -> None:
        """The one reply to this message that does not come from Rasa."""
        self.voice.say(
            self.session,
            self.conversation,
            response,
            arguments,
            key=f"re:{self.message.id}",
            now=self.now,
        )
