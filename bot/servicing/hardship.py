"""Why a borrower cannot pay, logged once per message and reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from bot.ledger.tables import Borrower, HardshipReport
from bot.loans import HardshipReason
from bot.servicing.turn import Turn


def report_hardship(
    turn: Turn,
    borrower: Borrower,
    reasons: Iterable[HardshipReason],
    *,
    since: date | None = None,
) -> None:
    logged = set(
        turn.session.scalars(
            select(HardshipReport.reason).where(
                HardshipReport.borrower_id == borrower.id,
                HardshipReport.message_id == turn.message.id,
            )
        )
    )
    for reason in reasons:
        if reason.value not in logged:
            turn.session.add(
                HardshipReport(
                    borrower_id=borrower.id,
                    message_id=turn.message.id,
                    reason=reason.value,
                    since=since,
                    reported_at=turn.now,
                )
            )
    turn.session.flush()


def latest_reason(turn: Turn, borrower: Borrower) -> HardshipReason | None:
    reason = turn.session.scalar(
        select(HardshipReport.reason)
        .where(HardshipReport.borrower_id == borrower.id)
        .order_by(HardshipReport.id.desc())
        .limit(1)
    )
    return HardshipReason(reason) if reason else None
