"""Why a borrower cannot pay, since when and until when; what is said later replaces, both stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from bot import loans
from bot.ledger.tables import Borrower, HardshipReport
from bot.loans import HardshipReason, OfferKind, PauseReason
from bot.servicing.account import view_loans
from bot.servicing.pauses import pause
from bot.servicing.turn import Turn

# A reason told longer ago is another story when it is told again.
SAME_STORY = timedelta(days=30)
PAUSE_DAYS = 30
SHOWN = 4
# Paying everything at once helps nobody who cannot pay.
_EARLY = OfferKind.EARLY_SETTLEMENT


def report_hardship(
    turn: Turn,
    borrower: Borrower,
    reasons: Iterable[HardshipReason],
    *,
    since: date | None = None,
    expected_end: date | None = None,
    replaced: Collection[HardshipReason] = (),
) -> None:
    """One standing report for each reason. ``since`` and ``expected_end`` hold for all of them."""
    standing = {
        HardshipReason(report.reason): report for report in standing_reports(turn, borrower)
    }
    told = list(dict.fromkeys([*(r for r in standing if r not in replaced), *reasons]))
    gone = next((standing[reason] for reason in standing if reason in replaced), None)
    for reason in told:
        _report(turn, borrower, reason, standing.get(reason) or gone, since, expected_end)
    turn.session.flush()


def _report(
    turn: Turn,
    borrower: Borrower,
    reason: HardshipReason,
    earlier: HardshipReport | None,
    since: date | None,
    expected_end: date | None,
) -> None:
    began = since or (earlier.since if earlier else None)
    ends = expected_end or (earlier.expected_end if earlier else None)
    said = (reason.value, began, ends)
    if earlier is not None and said == (earlier.reason, earlier.since, earlier.expected_end):
        return
    if earlier is not None and earlier.message_id == turn.message.id and earlier.reason == reason:
        return  # the same message, answered again after a crash
    turn.session.add(
        HardshipReport(
            borrower_id=borrower.id,
            message_id=turn.message.id,
            reason=reason.value,
            since=began,
            expected_end=ends,
            supersedes_id=earlier.id if earlier else None,
            reported_at=turn.now,
        )
    )


def standing_reports(turn: Turn, borrower: Borrower) -> Sequence[HardshipReport]:
    """Of the present story: told lately, and not replaced since."""
    return turn.session.scalars(
        select(HardshipReport)
        .where(
            HardshipReport.borrower_id == borrower.id,
            HardshipReport.reported_at > turn.now - SAME_STORY,
            not_replaced(),
        )
        .order_by(HardshipReport.id)
    ).all()


def not_replaced() -> ColumnElement[bool]:
    later = aliased(HardshipReport)
    return ~exists().where(later.supersedes_id == HardshipReport.id)


def pause_for_hardship(turn: Turn, borrower: Borrower) -> datetime:
    """Reminders rest while a way is looked for. Until when."""
    terms = turn.terms_by_country.get(borrower.country)
    until = turn.now + timedelta(days=terms.hardship_pause_days if terms else PAUSE_DAYS)
    pause(
        turn.session,
        turn.conversation,
        PauseReason.HARDSHIP.value,
        ends_when="its time is over",
        until=until,
        now=turn.now,
    )
    return until


def possible_help(turn: Turn, borrower: Borrower) -> Sequence[OfferKind]:
    """The kinds of arrangement that the assistant itself may make today, best fit first."""
    for view in view_loans(turn, borrower):
        request = loans.OfferRequest(hardship_reason=latest_reason(turn.session, borrower))
        found = loans.compute_offers(view.loan, request, view.terms, today=view.state.as_of)
        if found.made:
            kinds = [offer.kind for offer in found.made if offer.kind is not _EARLY]
            return list(dict.fromkeys(kinds))[:SHOWN]
    return ()


def latest_reason(session: Session, borrower: Borrower) -> HardshipReason | None:
    reason = session.scalar(
        select(HardshipReport.reason)
        .where(HardshipReport.borrower_id == borrower.id)
        .order_by(HardshipReport.id.desc())
        .limit(1)
    )
    return HardshipReason(reason) if reason else None
