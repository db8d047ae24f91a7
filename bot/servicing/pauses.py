"""Holding reminders back, and letting them go on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.ledger.tables import Pause
from bot.servicing.turn import Turn

OPT_OUT = "opt_out"


def pause(turn: Turn, reason: str, *, ends_when: str, until: datetime | None = None) -> None:
    """One standing pause for each reason."""
    if _standing(turn, reason) is None:
        turn.session.add(
            Pause(
                conversation_id=turn.conversation.id,
                borrower_id=turn.conversation.borrower_id,
                reason=reason,
                set_by="assistant",
                set_at=turn.now,
                until=until,
                ends_when=ends_when,
            )
        )


def end_pause(turn: Turn, reason: str, *, by: str, why: str) -> None:
    standing = _standing(turn, reason)
    if standing is not None:
        standing.ended_at = turn.now
        standing.ended_by = by
        standing.ended_why = why


def _standing(turn: Turn, reason: str) -> Pause | None:
    return turn.session.scalar(
        select(Pause).where(
            Pause.conversation_id == turn.conversation.id,
            Pause.reason == reason,
            Pause.ended_at.is_(None),
        )
    )
