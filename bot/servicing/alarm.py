"""Telling the person on duty that somebody is in crisis, without a word of what was said."""

from __future__ import annotations

from bot.conversations.statuses import Status
from bot.ledger.conversations import find_conversation
from bot.ledger.tables import Conversation
from bot.servicing.scene import Scene

CHANNEL = "alarm"
ON_DUTY = "on duty"


def ring(scene: Scene) -> None:
    """Once for each message in crisis."""
    duty = find_conversation(scene.session, CHANNEL, ON_DUTY)
    if duty is None:
        duty = Conversation(
            channel=CHANNEL,
            address=ON_DUTY,
            locale=scene.rules.default_locale,
            status=Status.RESOLVED.value,
            created_at=scene.now,
            last_message_at=scene.now,
        )
        scene.session.add(duty)
        scene.session.flush()
    scene.voice.say(
        scene.session,
        duty,
        "utter_alarm",
        {"conversation": scene.conversation.id},
        key=f"alarm:{scene.message.id}",
        now=scene.now,
    )
