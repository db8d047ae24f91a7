"""What a message and those before it say of how the borrower is, and what follows at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
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
from bot.ledger.notices import notice_crisis
from bot.ledger.tables import Borrower, Conversation, ConversationEntry, Message
from bot.loans import PauseReason
from bot.replies.values import Value, lines, response
from bot.servicing.alarm import ring
from bot.servicing.handoff import fall_silent, hand_over
from bot.servicing.heard_besides import note_what_else_is_said
from bot.servicing.office import terms_here
from bot.servicing.pauses import pause
from bot.servicing.scene import Scene
from bot.terms.crisis_lines import CountryLines, load_crisis_lines

TURNS = 12
CARD_AGAIN_AFTER = timedelta(hours=24)
CRISIS_CARD = "utter_crisis_card"
PAUSE_DAYS = 14
# Put together once, see `bot.ledger.conversations`.
_CLEARED_AT = (
    select(ConversationEntry.at)
    .where(
        ConversationEntry.conversation_id == bindparam("conversation"),
        ConversationEntry.entry == "crisis_cleared",
    )
    .order_by(ConversationEntry.id.desc())
    .limit(1)
)


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
    fall_silent(scene.session, conversation)
    open_crisis(scene.session, conversation, evidence=evidence, now=scene.now)
    notice_crisis(scene.session, conversation, scene.message)
    if scene.rules.on_call:
        ring(scene)
    given = conversation.crisis_card_at
    if given is not None and scene.now - given < CARD_AGAIN_AFTER:
        return
    conversation.crisis_card_at = scene.now
    scene.reply(*crisis_card(scene.session, conversation, on_call=scene.rules.on_call))


def crisis_card(
    session: Session, conversation: Conversation, *, on_call: bool
) -> tuple[str, dict[str, Value]]:
    """The response and its arguments; it promises no more than is true."""
    response_name = "utter_crisis_card_on_call" if on_call else CRISIS_CARD
    return response_name, {"lines": crisis_lines(session, conversation)}


def take_up_crisis(scene: Scene) -> None:
    """One that the screen did not see but the dialogue did: nothing of its handling differs."""
    scene.message.distress_level = DistressLevel.CRISIS.value
    scene.session.flush()
    respond_to_crisis(scene, decide_now(scene.session, scene.conversation, now=scene.now))


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
    """Hand over; what was told is noted, what was wished for is kept for who goes on at once."""
    scene.conversation.distress_level = DistressLevel.DISTRESSED.value
    scene.conversation.wish_message_id = scene.message.id
    hand_over(
        scene.session,
        scene.conversation,
        HandoffReason.DISTRESS,
        evidence=_evidence(scene.message, decision),
        now=scene.now,
    )
    told = {"hours": scene.hours, "noted": note_what_else_is_said(scene)}
    scene.reply("utter_distress_handoff", told)


def pause_for_distress(scene: Scene) -> datetime:
    """Reminders rest for some days; answers to what the borrower writes do not. Until when."""
    here = terms_here(scene.conversation, scene.rules.terms)
    until = scene.now + timedelta(days=here.distress_pause_days if here else PAUSE_DAYS)
    pause(
        scene.session,
        scene.conversation,
        PauseReason.DISTRESS.value,
        ends_when="its time is over, or the borrower asks for reminders again",
        by="borrower",
        until=until,
        now=scene.now,
    )
    return until


def crisis_lines(
    session: Session, conversation: Conversation, *, everywhere: bool = False
) -> Value:
    """Those of the country on file; of every country, by name, where none is on file."""
    borrower = session.get(Borrower, conversation.borrower_id) if conversation.borrower_id else None
    country = borrower.country if borrower and not everywhere else None
    shown = load_crisis_lines().for_country(country)
    return lines(
        *(_country_lines(code, entry, named=len(shown) > 1) for code, entry in shown.items())
    )


def has_left_queue(session: Session, conversation: Conversation, *, since: datetime) -> bool:
    """Whether the borrower chose to go on with the assistant."""
    left = select(ConversationEntry.id).where(
        ConversationEntry.conversation_id == conversation.id,
        ConversationEntry.entry == "left_queue",
        ConversationEntry.at > since,
    )
    return session.scalar(left.limit(1)) is not None


def _country_lines(code: str, entry: CountryLines, *, named: bool) -> Value:
    numbers = {
        "line": " / ".join(line.number for line in entry.lines),
        "texts": _texts(entry),
        "emergency": " / ".join(entry.emergency),
    }
    if named:
        return response(
            "part_crisis_lines_of_country", country=response(f"term_country_{code}"), **numbers
        )
    return response("part_crisis_lines_here", **numbers)


def _texts(entry: CountryLines) -> Value | str:
    """Where one may write to instead of speaking."""
    numbers = [line.text for line in entry.lines if line.text is not None]
    return response("part_crisis_texts", texts=" / ".join(numbers)) if numbers else ""


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
    return session.scalar(_CLEARED_AT, {"conversation": conversation.id})
