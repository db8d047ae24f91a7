"""Whoever waits too long for an agent: supervisors are told, and the borrower hears so once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.statuses import PRIORITIES, HandoffReason, Status
from bot.ledger.conversations import add_entry
from bot.ledger.tables import Conversation
from bot.servicing.alarm import ring_about
from bot.servicing.distress import crisis_card
from bot.servicing.transcript import Voice

CRISIS = PRIORITIES[HandoffReason.CRISIS]
LONGEST_WAIT = {
    CRISIS: timedelta(minutes=3),
    PRIORITIES[HandoffReason.DISTRESS]: timedelta(minutes=15),
}
"""By priority; the lender's own policy, crisis in minutes (5.3 of the handoff rules)."""
LONGEST_OTHERS = timedelta(hours=1)


def escalate_due(
    session: Session, *, voice: Voice, on_call: bool, default_locale: str, now: datetime
) -> Sequence[str]:
    """The ids of those for whom it was done now; once for each wait."""
    waiting = session.scalars(
        select(Conversation)
        .where(
            Conversation.status == Status.OPEN.value,
            Conversation.waiting_since.is_not(None),
            Conversation.escalated_at.is_(None),
        )
        .with_for_update(skip_locked=True)
    ).all()
    due = [row for row in waiting if _waits_too_long(row, now)]
    for conversation in due:
        conversation.escalated_at = now
        add_entry(session, conversation, "escalated", by="clock", now=now)
        if conversation.priority == CRISIS:
            _call_again(
                session,
                conversation,
                voice=voice,
                on_call=on_call,
                default_locale=default_locale,
                now=now,
            )
        elif conversation.assignee_id is None:
            key = f"still waiting:{conversation.waiting_since}"
            voice.say(session, conversation, "utter_still_waiting", key=key, now=now)
    return [conversation.id for conversation in due]


def _waits_too_long(conversation: Conversation, now: datetime) -> bool:
    since, priority = conversation.waiting_since, conversation.priority
    longest = LONGEST_OTHERS if priority is None else LONGEST_WAIT.get(priority, LONGEST_OTHERS)
    return since is not None and since <= now - longest


def _call_again(
    session: Session,
    conversation: Conversation,
    *,
    voice: Voice,
    on_call: bool,
    default_locale: str,
    now: datetime,
) -> None:
    """The person on duty, and a second card with the line: nobody has come yet."""
    key = f"escalated:{conversation.id}:{conversation.waiting_since}"
    if on_call:
        ring_about(
            session, conversation, voice=voice, key=key, default_locale=default_locale, now=now
        )
    response, arguments = crisis_card(session, conversation, on_call=on_call)
    voice.say(session, conversation, response, arguments, key=key, now=now)
    conversation.crisis_card_at = now
