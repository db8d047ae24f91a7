"""What a message and those before it say of how the borrower is, and what follows at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.distress import (
    DistressDecision,
    DistressLevel,
    DistressReading,
    Turn,
    decide,
)
from bot.conversations.messages import Author
from bot.conversations.statuses import HandoffReason
from bot.ledger.conversations import last_messages
from bot.ledger.tables import Borrower, Conversation, ConversationEntry, Message
from bot.replies.values import Value, lines, response
from bot.servicing.alarm import ring
from bot.servicing.handoff import hand_over
from bot.servicing.pauses import pause
from bot.servicing.scene import Scene
from bot.terms.crisis_lines import CountryLines, load_crisis_lines

TURNS = 12
CARD_AGAIN_AFTER = timedelta(hours=24)


def record_reading(message: Message, reading: DistressReading) -> None:
    message.distress_level = reading.level.value
    message.distress_evidence = {
        "distressed": round(reading.distressed, 3),
        "crisis": round(reading.crisis, 3),
        "words": list(reading.evidence),
    }


def decide_now(session: Session, conversation: Conversation, *, now: datetime) -> DistressDecision:
    """Over the last turns, the message just recorded included."""
    newest_first = last_messages(session, conversation.id, author=Author.BORROWER, count=TURNS)
    turns = [
        Turn(_read(message), message.at)
        for message in reversed(newest_first)
        if message.distress_level
    ]
    return decide(turns, now=now, cleared_at=_cleared_at(session, conversation))


def respond_to_crisis(scene: Scene, decision: DistressDecision) -> None:
    """Hand over, stop all reminders, and give the card unless it was given in the last day."""
    conversation = scene.conversation
    evidence = _evidence(scene.message, decision)
    open_crisis(scene.session, conversation, evidence=evidence, now=scene.now)
    if scene.rules.on_call:
        ring(scene)
    given = conversation.crisis_card_at
    if given is not None and scene.now - given < CARD_AGAIN_AFTER:
        return
    conversation.crisis_card_at = scene.now
    scene.reply(
        "utter_crisis_card_on_call" if scene.rules.on_call else "utter_crisis_card",
        {"lines": crisis_lines(scene.session, conversation)},
    )


def open_crisis(
    session: Session, conversation: Conversation, *, evidence: dict[str, Any], now: datetime
) -> None:
    """An agent is asked for before all others, and nothing automatic is sent any more."""
    conversation.distress_level = DistressLevel.CRISIS.value
    hand_over(session, conversation, HandoffReason.CRISIS, evidence=evidence, now=now)
    pause(
        session,
        conversation,
        HandoffReason.CRISIS.value,
        ends_when="an agent clears the crisis",
        now=now,
    )


def respond_to_distress(scene: Scene, decision: DistressDecision) -> None:
    """Hand over; what was wished for is kept, should the borrower go on with the assistant."""
    scene.conversation.distress_level = DistressLevel.DISTRESSED.value
    scene.conversation.wish_message_id = scene.message.id
    hand_over(
        scene.session,
        scene.conversation,
        HandoffReason.DISTRESS,
        evidence=_evidence(scene.message, decision),
        now=scene.now,
    )
    scene.reply("utter_distress_handoff")


def crisis_lines(session: Session, conversation: Conversation) -> Value:
    """Those of the country on file; of every country, by name, where none is on file."""
    borrower = session.get(Borrower, conversation.borrower_id) if conversation.borrower_id else None
    country = borrower.country if borrower else None
    shown = load_crisis_lines().for_country(country)
    return lines(
        *(_country_lines(code, entry, named=len(shown) > 1) for code, entry in shown.items())
    )


def _country_lines(code: str, entry: CountryLines, *, named: bool) -> Value:
    numbers = {
        "line": " / ".join(line.number for line in entry.lines),
        "emergency": " / ".join(entry.emergency),
    }
    if named:
        return response(
            "part_crisis_lines_of_country", country=response(f"term_country_{code}"), **numbers
        )
    return response("part_crisis_lines_here", **numbers)


def _read(message: Message) -> DistressReading:
    seen: dict[str, Any] = message.distress_evidence or {}
    return DistressReading(
        level=DistressLevel(message.distress_level),
        distressed=float(seen.get("distressed", 0.0)),
        crisis=float(seen.get("crisis", 0.0)),
        evidence=tuple(seen.get("words", ())),
    )


def _evidence(message: Message, decision: DistressDecision) -> dict[str, Any]:
    return {"message_id": message.id, "words": list(decision.evidence)}


def _cleared_at(session: Session, conversation: Conversation) -> datetime | None:
    return session.scalar(
        select(ConversationEntry.at)
        .where(
            ConversationEntry.conversation_id == conversation.id,
            ConversationEntry.entry == "crisis_cleared",
        )
        .order_by(ConversationEntry.id.desc())
        .limit(1)
    )
