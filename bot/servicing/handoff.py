"""From the assistant to an agent and back. Each change leaves an entry in the history.

All of these want a writing session: who has a conversation is decided under the row's lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.conversations.messages import Author
from bot.conversations.statuses import (
    PRIORITIES,
    HandoffReason,
    Status,
    is_silencing,
    more_urgent,
)
from bot.ledger.conversations import add_entry
from bot.ledger.outbox import DeliveryState
from bot.ledger.tables import (
    Conversation,
    ConversationEntry,
    Inbox,
    Message,
    Outbox,
    Pause,
    Staff,
    new_id,
)
from bot.servicing.breaks import owe_break
from bot.servicing.transcript import Voice, record_agent_message

CRISIS = "crisis"
ANSWER_LIMIT = 4000
WITHHELD = "withheld"


class Refusal(StrEnum):
    NOT_FOUND = "not_found"
    TAKEN = "taken"
    NOT_YOURS = "not_yours"
    CRISIS_NOT_CLEARED = "crisis_not_cleared"
    NO_CRISIS = "no_crisis"
    WHY_MISSING = "why_missing"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_SUCH_TIME = "no_such_time"
    NO_SUCH_COLLEAGUE = "no_such_colleague"
    NOBODY_KNOWN = "nobody_known"
    NO_CONSENT = "no_consent"
    UNKNOWN_VARIABLE = "unknown_variable"
    NEVER_SAY = "never_say"
    NOT_PROVEN = "not_proven"
    NO_SUCH_OFFER = "no_such_offer"
    ABOVE_AUTHORITY = "above_authority"


class Refused(Exception):  # noqa: N818 - named for what happened
    """``code`` says why; the console words it."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code


def hand_over(
    session: Session,
    conversation: Conversation,
    reason: HandoffReason,
    *,
    evidence: Mapping[str, Any] | None = None,
    by: str = "assistant",
    now: datetime,
) -> bool:
    """Ask for an agent. False, and nothing written, if one is asked for as urgently already."""
    waiting = conversation.status == Status.OPEN.value
    if waiting and not more_urgent(conversation.priority, reason):
        return False
    conversation.status = Status.OPEN.value
    urgency = PRIORITIES[reason]
    conversation.priority = min(urgency, conversation.priority or urgency) if waiting else urgency
    conversation.handoff_reason = reason.value
    conversation.waiting_since = conversation.waiting_since or now
    detail: dict[str, object] = {"reason": reason.value, "evidence": dict(evidence or {})}
    add_entry(session, conversation, "handoff", by=by, now=now, detail=detail)
    return True


def fall_silent(session: Session, conversation: Conversation) -> None:
    """What the assistant was about to say is not said any more: offers must not follow a cry.

    Agents see in the transcript what was withheld.
    """
    session.execute(delete(Inbox).where(Inbox.conversation_id == conversation.id))
    session.execute(
        update(Outbox)
        .where(
            Outbox.conversation_id == conversation.id,
            Outbox.state == DeliveryState.PENDING,
            Outbox.message_id.in_(
                select(Message.id).where(
                    Message.conversation_id == conversation.id,
                    Message.author == Author.ASSISTANT.value,
                )
            ),
        )
        .values(state=DeliveryState.FAILED, error=WITHHELD)
    )


def is_with_person(conversation: Conversation) -> bool:
    """An agent has it, or is waited for in a crisis: the assistant says nothing."""
    if conversation.status != Status.OPEN.value:
        return False
    return conversation.assignee_id is not None or is_silencing(conversation.handoff_reason)


def waits_for_person(conversation: Conversation) -> bool:
    """Somebody was asked to come; until they do, the assistant goes on helping."""
    return conversation.status == Status.OPEN.value and not is_with_person(conversation)


def is_awaited_for(conversation: Conversation, reason: HandoffReason) -> bool:
    return waits_for_person(conversation) and conversation.handoff_reason == reason


def was_handed_over_by(session: Session, message: Message) -> bool:
    """Whether it is in answer to this very message that a person was last asked for."""
    latest = session.scalar(
        select(ConversationEntry)
        .where(
            ConversationEntry.conversation_id == message.conversation_id,
            ConversationEntry.entry == "handoff",
        )
        .order_by(ConversationEntry.id.desc())
        .limit(1)
    )
    asked_by = latest.detail.get("evidence", {}).get("message_id") if latest else None
    return asked_by == message.id


def keep_waiting(conversation: Conversation, *, now: datetime) -> None:
    """The borrower wrote while an agent has, or is to have, the conversation."""
    if conversation.status == Status.OPEN.value and conversation.waiting_since is None:
        conversation.waiting_since = now


def claim(session: Session, conversation_id: str, *, staff: Staff, now: datetime) -> Conversation:
    """Take a conversation, from the queue or from the assistant; of many at once, one succeeds.

    Raises ``Refused``: another agent has it.
    """
    free = Conversation.id == conversation_id, Conversation.assignee_id.is_(None)
    taken = session.scalar(
        update(Conversation)
        .where(*free)
        .values(assignee_id=staff.id, status=Status.OPEN.value)
        .returning(Conversation.id)
    )
    conversation = locked(session, conversation_id)
    if taken is None:
        if conversation.assignee_id != staff.id:
            raise Refused(Refusal.TAKEN)
        return conversation
    fall_silent(session, conversation)
    add_entry(session, conversation, "assigned", by=staff.name, now=now)
    return conversation


def answer(
    session: Session, conversation_id: str, text: str, *, key: str, staff: Staff, now: datetime
) -> Message:
    """Say something as an agent. The same ``key`` again answers the message already written."""
    conversation = yours(session, conversation_id, staff)
    said = text.strip()
    if not said:
        raise Refused(Refusal.EMPTY)
    if len(said) > ANSWER_LIMIT:
        raise Refused(Refusal.TOO_LONG)
    conversation.waiting_since = None
    conversation.last_message_at = now
    return record_agent_message(
        session, conversation, said, staff_id=staff.id, key=f"agent:{key}", now=now
    )


def give_back(
    session: Session, conversation_id: str, *, voice: Voice, staff: Staff, now: datetime
) -> Message:
    """Let the assistant answer again, which says itself that it is back."""
    conversation = yours(session, conversation_id, staff)
    refuse_in_crisis(conversation)
    _leave_queue(conversation, Status.ASSISTANT)
    conversation.wish_message_id = None  # a person has seen to it
    add_entry(session, conversation, "returned", by=staff.name, now=now)
    return voice.say(
        session, conversation, "utter_assistant_is_back", key=f"returned:{new_id()}", now=now
    )


def leave_queue(session: Session, conversation: Conversation, *, now: datetime) -> bool:
    """The borrower goes on with the assistant: not out of a crisis, nor away from an agent."""
    waiting = conversation.status == Status.OPEN.value and conversation.assignee_id is None
    if not waiting or conversation.distress_level == CRISIS:
        return False
    _leave_queue(conversation, Status.ASSISTANT)
    add_entry(session, conversation, "left_queue", by="borrower", now=now)
    return True


def resolve(
    session: Session, conversation_id: str, outcome: str, *, staff: Staff, now: datetime
) -> Conversation:
    """Nothing more to do. The assistant answers whatever the borrower writes next."""
    conversation = yours(session, conversation_id, staff)
    refuse_in_crisis(conversation)
    if not outcome.strip():
        raise Refused(Refusal.EMPTY)
    _leave_queue(conversation, Status.RESOLVED)
    conversation.wish_message_id = None  # a person has seen to it
    detail: dict[str, object] = {"outcome": outcome.strip()[:200]}
    add_entry(session, conversation, "resolved", by=staff.name, now=now, detail=detail)
    return conversation


def clear_crisis(
    session: Session, conversation_id: str, why: str, *, staff: Staff, now: datetime
) -> Conversation:
    """Only a human ends a crisis, and says why. Reminders it held back may go out again."""
    conversation = yours(session, conversation_id, staff)
    if conversation.distress_level != CRISIS:
        raise Refused(Refusal.NO_CRISIS)
    reason = why.strip()[:200]
    if not reason:
        raise Refused(Refusal.WHY_MISSING)
    conversation.distress_level = "calm"
    conversation.crisis_card_at = None  # a new crisis is answered with the card, however soon
    if conversation.handoff_reason == HandoffReason.CRISIS.value:
        # A new crisis must be more urgent than what is left of this one.
        conversation.handoff_reason = HandoffReason.DISTRESS.value
        conversation.priority = PRIORITIES[HandoffReason.DISTRESS]
    _end_crisis_pauses(session, conversation, staff, reason, now)
    owe_break(session, staff.id, now=now)
    add_entry(
        session, conversation, "crisis_cleared", by=staff.name, now=now, detail={"why": reason}
    )
    return conversation


def _end_crisis_pauses(
    session: Session, conversation: Conversation, staff: Staff, why: str, now: datetime
) -> None:
    session.execute(
        update(Pause)
        .where(
            Pause.conversation_id == conversation.id,
            Pause.reason == CRISIS,
            Pause.ended_at.is_(None),
        )
        .values(ended_at=now, ended_by=staff.name, ended_why=why)
    )


def locked(session: Session, conversation_id: str) -> Conversation:
    """Raises ``Refused``: there is none."""
    conversation = session.get(
        Conversation, conversation_id, with_for_update=True, populate_existing=True
    )
    if conversation is None:
        raise Refused(Refusal.NOT_FOUND)
    return conversation


def yours(session: Session, conversation_id: str, staff: Staff) -> Conversation:
    """Locked. Raises ``Refused``: it is not with ``staff``."""
    conversation = locked(session, conversation_id)
    if conversation.status != Status.OPEN.value or conversation.assignee_id != staff.id:
        raise Refused(Refusal.NOT_YOURS)
    return conversation


def is_with(session: Session, conversation_id: str, staff: Staff) -> bool:
    found = session.get(Conversation, conversation_id)
    is_open = found is not None and found.status == Status.OPEN.value
    return is_open and found is not None and found.assignee_id == staff.id


def refuse_in_crisis(conversation: Conversation) -> None:
    if conversation.distress_level == CRISIS:
        raise Refused(Refusal.CRISIS_NOT_CLEARED)


def _leave_queue(conversation: Conversation, status: Status) -> None:
    conversation.status = status.value
    conversation.assignee_id = None
    conversation.priority = None
    conversation.handoff_reason = None
    conversation.waiting_since = None
    conversation.escalated_at = None
