"""What every step of taking in a message needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger.tables import Conversation, Message
from bot.loans import Terms
from bot.replies.values import Value
from bot.servicing.identity import ProofRules
from bot.servicing.office import office_hours
from bot.servicing.transcript import Voice
from bot.servicing.turn import Turn


@dataclass(frozen=True)
class IntakeRules:
    proof: ProofRules
    default_locale: str
    message_limit: int
    on_call: bool
    file_limit: int = 10_000_000
    files_a_day: int = 20
    terms: Mapping[str, Terms] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    session: Session
    conversation: Conversation
    message: Message
    voice: Voice
    rules: IntakeRules
    now: datetime

    @property
    def turn(self) -> Turn:
        return Turn(self.session, self.conversation, self.message, self.now, self.rules.terms)

    @property
    def hours(self) -> Value | str:
        return office_hours(self.conversation, self.rules.terms, now=self.now)

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
