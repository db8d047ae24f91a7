"""Holding reminders back, and letting them go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.ledger.tables import Borrower, Conversation, Pause

OPT_OUT = "opt_out"
ARRANGEMENT = "arrangement"
PROMISE = "promise"


def pause(
    session: Session,
    conversation: Conversation,
    reason: str,
    *,
    ends_when: str,
    now: datetime,
    by: str = "assistant",
    until: datetime | None = None,
) -> None:
    """One standing pause for each reason; ``until``: it ends by itself then."""
    if _standing(session, conversation, reason, now=now) is None:
        session.add(
            Pause(
                conversation_id=conversation.id,
                borrower_id=conversation.borrower_id,
                reason=reason,
                set_by=by,
                set_at=now,
                ends_when=ends_when,
                until=until,
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
    """Also one whose time ran out by itself: its end and its reason are kept."""
    session.execute(
        update(Pause)
        .where(
            Pause.conversation_id == conversation.id,
            Pause.reason == reason,
            Pause.ended_at.is_(None),
        )
        .values(ended_at=now, ended_by=by, ended_why=why)
    )


def end_pauses(
    session: Session, borrower_id: int, reason: str, *, by: str, why: str, now: datetime
) -> None:
    """In every conversation of the borrower: what held reminders back is over."""
    session.execute(
        update(Pause)
        .where(Pause.borrower_id == borrower_id, Pause.reason == reason, Pause.ended_at.is_(None))
        .values(ended_at=now, ended_by=by, ended_why=why)
    )


def standing_reasons(session: Session, borrower: Borrower, *, now: datetime) -> set[str]:
    """Why reminders to this borrower are held back, in any of their conversations."""
    theirs = select(Conversation.id).where(Conversation.borrower_id == borrower.id)
    standing = select(Pause.reason).where(
        (Pause.borrower_id == borrower.id) | Pause.conversation_id.in_(theirs),
        Pause.ended_at.is_(None),
        Pause.until.is_(None) | (Pause.until > now),
    )
    return set(session.scalars(standing))


def standing_pauses(
    session: Session, conversation: Conversation, *, now: datetime
) -> Sequence[Pause]:
    return session.scalars(
        select(Pause)
        .where(
            Pause.conversation_id == conversation.id,
            Pause.ended_at.is_(None),
            Pause.until.is_(None) | (Pause.until > now),
        )
        .order_by(Pause.id)
    ).all()


def _standing(
    session: Session, conversation: Conversation, reason: str, *, now: datetime
) -> Pause | None:
    standing = standing_pauses(session, conversation, now=now)
    return next((kept for kept in standing if kept.reason == reason), None)
