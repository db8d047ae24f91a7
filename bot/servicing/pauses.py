"""Holding reminders back, and letting them go on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.tables import Conversation, Pause

OPT_OUT = "opt_out"


def pause(
    session: Session,
    conversation: Conversation,
    reason: str,
    *,
    ends_when: str,
    now: datetime,
    by: str = "assistant",
) -> None:
    """One standing pause for each reason."""
    if _standing(session, conversation, reason) is None:
        session.add(
            Pause(
                conversation_id=conversation.id,
                borrower_id=conversation.borrower_id,
                reason=reason,
                set_by=by,
                set_at=now,
                ends_when=ends_when,
            )
        )
        session.flush()


def end_pause(
    session: Session,
    conversation: Conversation,
    reason: str,
    *,
    by: str,
    why: str,
    now: datetime,
) -> None:
    standing = _standing(session, conversation, reason)
    if standing is not None:
        standing.ended_at = now
        standing.ended_by = by
        standing.ended_why = why


def _standing(session: Session, conversation: Conversation, reason: str) -> Pause | None:
    return session.scalar(
        select(Pause).where(
            Pause.conversation_id == conversation.id,
            Pause.reason == reason,
            Pause.ended_at.is_(None),
        )
    )
