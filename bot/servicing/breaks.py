"""A break for whoever was there in a crisis: asked of them, and supervisors see who has had none.

Nothing is locked meanwhile: somebody else may be in danger and nobody else there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.ledger.tables import Staff
from bot.servicing import audit


def owe_break(session: Session, staff_id: int, *, now: datetime) -> None:
    """Counted from the first crisis after the last break."""
    session.execute(
        update(Staff)
        .where(Staff.id == staff_id, Staff.break_due_since.is_(None))
        .values(break_due_since=now)
    )


def take_break(session: Session, staff_id: int, *, now: datetime) -> None:
    staff = session.get_one(Staff, staff_id, with_for_update=True)
    if staff.break_due_since is not None:
        staff.break_due_since = None
        audit.record(session, "break taken", by=staff.name, now=now)


def without_break(session: Session) -> Sequence[Staff]:
    """Who had a crisis and no break since, the longest ago first."""
    wanted = select(Staff).where(Staff.break_due_since.is_not(None), Staff.is_active)
    return session.scalars(wanted.order_by(Staff.break_due_since)).all()
