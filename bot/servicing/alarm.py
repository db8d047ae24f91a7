"""Telling the person on duty that somebody is in crisis, without a word of what was said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.conversations.messages import ALARM
from bot.conversations.statuses import Status
from bot.ledger.conversations import find_conversation
from bot.ledger.tables import Conversation
from bot.servicing.scene import Scene
from bot.servicing.transcript import Voice

CHANNEL = ALARM
ON_DUTY = "on duty"


def ring(scene: Scene) -> None:
    """Once for each message in crisis."""
    ring_about(
        scene.session,
        scene.conversation,
        voice=scene.voice,
        key=f"alarm:{scene.message.id}",
        default_locale=scene.rules.default_locale,
        now=scene.now,
    )


def ring_about(
    session: Session,
    conversation: Conversation,
    *,
    voice: Voice,
    key: str,
    default_locale: str,
    now: datetime,
) -> None:
    """Once for each ``key``."""
    duty = find_conversation(session, CHANNEL, ON_DUTY)
    if duty is None:
        duty = Conversation(
            channel=CHANNEL,
            address=ON_DUTY,
            locale=default_locale,
            status=Status.RESOLVED.value,
            created_at=now,
            last_message_at=now,
        )
        session.add(duty)
        session.flush()
    voice.say(session, duty, "utter_alarm", {"conversation": conversation.id}, key=key, now=now)
