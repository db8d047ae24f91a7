"""What time and payments do to agreements: active, completed, broken; a second chance before that.

Each function looks anew under the row's lock, so any number of programs may run them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.clock import local_day
from bot.ledger.portfolio import promises_of, read_arrangement
from bot.ledger.tables import (
    Arrangement,
    ArrangementEntry,
    Borrower,
    Conversation,
    Loan,
    Pause,
)
from bot.ledger.terms_versions import find_terms
from bot.replies import values
from bot.servicing.account import LoanView, judge_promise, read_view
from bot.servicing.pauses import ARRANGEMENT, PROMISE, end_pauses
from bot.servicing.reaching_out import CONTACT, Reach, reach
from bot.servicing.transcript import Voice

BY = "rule"
NEWS_FOR = timedelta(days=3)
"""How long an ending is still news, when it could not be told at once."""
_ENDS = {
    loans.ArrangementStatus.COMPLETED: "utter_agreement_completed",
    loans.ArrangementStatus.BROKEN: "utter_agreement_ended",
}
_FINAL = (
    *(status.value for status in _ENDS),
    loans.ArrangementStatus.SUPERSEDED.value,
    loans.ArrangementStatus.CANCELLED.value,
)


@dataclass(frozen=True)
class _Followed:
    """One agreement on a day, read under its lock."""

    row: Arrangement
    kept: loans.Arrangement
    borrower: Borrower
    view: LoanView
    terms: loans.Terms
    now: datetime

    @property
    def today(self) -> date:
        return self.view.state.as_of

    def progress(self) -> loans.Progress:
        return loans.follow(self.kept, self.view.loan.payments, self.terms, today=self.today)


def open_arrangements(session: Session) -> Sequence[int]:
    ended = select(ArrangementEntry.arrangement_id).where(ArrangementEntry.status.in_(_FINAL))
    chosen = select(Arrangement.id).where(Arrangement.id.not_in(ended))
    return session.scalars(chosen.order_by(Arrangement.id)).all()


def follow_up(
    session: Session,
    arrangement_id: int,
    *,
    terms: Mapping[str, loans.Terms],
    voice: Voice,
    now: datetime,
) -> str | None:
    """Append what is due by the rules. Answers the conversation in which something was said."""
    followed = _read(session, arrangement_id, terms, now)
    if _append_status(session, followed) is loans.ArrangementStatus.ACTIVE:
        followed = _read(session, arrangement_id, terms, now)
    if followed.kept.is_open and _is_chance_due(followed):
        return _give_chance(session, followed, voice)
    return None


def endings_to_tell(session: Session, *, now: datetime) -> Sequence[int]:
    """Agreements that came to their end lately."""
    chosen = select(ArrangementEntry.arrangement_id).where(
        ArrangementEntry.status.in_([status.value for status in _ENDS]),
        ArrangementEntry.at >= now - NEWS_FOR,
    )
    return session.scalars(chosen.order_by(ArrangementEntry.id)).all()


def tell_ending(
    session: Session,
    arrangement_id: int,
    *,
    terms: Mapping[str, loans.Terms],
    voice: Voice,
    now: datetime,
) -> str | None:
    """Once, as soon as it may be said. Answers the conversation in which it was."""
    followed = _read(session, arrangement_id, terms, now)
    response = _ENDS[followed.kept.status]
    key = f"{CONTACT}ended:{followed.kept.reference}"
    return _say(session, followed, voice, response, {}, key)


def end_promise_pauses(
    session: Session, *, terms: Mapping[str, loans.Terms], now: datetime
) -> None:
    """A promise holds reminders back until it is kept or broken."""
    waiting = select(Pause.borrower_id).where(
        Pause.reason == PROMISE, Pause.ended_at.is_(None), Pause.borrower_id.is_not(None)
    )
    for borrower_id in set(session.scalars(waiting)):
        borrower = session.get_one(Borrower, borrower_id)
        today = local_day(now, borrower.timezone)
        views = [read_view(session, borrower, row, terms, today=today) for row in borrower.loans]
        judged = {
            judge_promise(promise, view.loan, view.terms, today=today)
            for view in views
            for promise in promises_of(session, view.row)
        }
        if loans.PromiseStatus.PENDING not in judged:
            why = "the promise was judged by the payments since"
            end_pauses(session, borrower.id, PROMISE, by=BY, why=why, now=now)


def end_arrangement_pause(
    session: Session, borrower: Borrower, ended: Arrangement, *, by: str, why: str, now: datetime
) -> None:
    """Reminders may go out again, unless another agreement is being kept."""
    others = (
        read_arrangement(row, timezone=borrower.timezone)
        for loan in borrower.loans
        for row in session.scalars(select(Arrangement).where(Arrangement.loan_id == loan.id))
        if row.id != ended.id
    )
    if not any(other.is_open for other in others):
        end_pauses(session, borrower.id, ARRANGEMENT, by=by, why=why, now=now)


def _read(
    session: Session, arrangement_id: int, terms: Mapping[str, loans.Terms], now: datetime
) -> _Followed:
    row = session.get_one(Arrangement, arrangement_id, with_for_update=True, populate_existing=True)
    loan = session.get_one(Loan, row.loan_id)
    borrower = loan.borrower
    view = read_view(session, borrower, loan, terms, today=local_day(now, borrower.timezone))
    kept = read_arrangement(row, timezone=borrower.timezone)
    agreed_under = find_terms(session, kept.offer.terms_version) or view.terms
    return _Followed(row, kept, borrower, view, agreed_under, now)


def _append_status(session: Session, followed: _Followed) -> loans.ArrangementStatus | None:
    status = loans.next_status(
        followed.kept,
        followed.view.loan.payments,
        followed.terms,
        now=followed.now,
        today=followed.today,
    )
    if status is None:
        return None
    why = _why(status, followed.progress())
    _enter(session, followed, status, why)
    if status in _ENDS:
        end_arrangement_pause(
            session,
            followed.borrower,
            followed.row,
            by=BY,
            why=f"arrangement {followed.kept.reference} {status.value}",
            now=followed.now,
        )
    return status


def _why(status: loans.ArrangementStatus, progress: loans.Progress) -> str:
    if status is loans.ArrangementStatus.ACTIVE:
        return "the cooling-off time is over"
    if status is loans.ArrangementStatus.COMPLETED:
        return f"{progress.paid} was paid"
    return f"{progress.missed_on} was missed, {progress.shortfall} short"


def _is_chance_due(followed: _Followed) -> bool:
    progress = followed.progress()
    second = progress.standing is loans.Standing.SECOND_CHANCE
    return second and progress.second_chance_until is None


def _give_chance(session: Session, followed: _Followed, voice: Voice) -> str | None:
    """It counts from the day it was told; who asked to be left alone has it untold."""
    until = followed.today + timedelta(days=followed.terms.second_chance_days)
    missed_on = followed.progress().missed_on
    conversation = session.get_one(Conversation, followed.row.offer.conversation_id)
    reached = _reach(session, followed, conversation)
    if reached is Reach.LATER:
        return None
    _enter(session, followed, followed.kept.status, f"{missed_on} was missed", until)
    if reached is Reach.NEVER:
        return None
    key = f"{CONTACT}chance:{followed.kept.reference}:{missed_on}"
    return _say(session, followed, voice, "utter_second_chance", {"until": values.day(until)}, key)


def _say(
    session: Session,
    followed: _Followed,
    voice: Voice,
    response: str,
    arguments: Mapping[str, object],
    key: str,
) -> str | None:
    conversation = session.get_one(Conversation, followed.row.offer.conversation_id)
    if _reach(session, followed, conversation) is not Reach.NOW:
        return None
    voice.say(session, conversation, response, arguments, key=key, now=followed.now)
    return conversation.id


def _reach(session: Session, followed: _Followed, conversation: Conversation) -> Reach:
    return reach(
        session,
        followed.borrower,
        conversation,
        followed.view.terms,
        followed.view.state.bucket,
        now=followed.now,
    )


def _enter(
    session: Session,
    followed: _Followed,
    status: loans.ArrangementStatus,
    why: str,
    chance_until: date | None = None,
) -> None:
    followed.row.entries.append(
        ArrangementEntry(
            arrangement_id=followed.row.id,
            status=status.value,
            at=followed.now,
            why=why,
            chance_until=chance_until,
        )
    )
    session.flush()
