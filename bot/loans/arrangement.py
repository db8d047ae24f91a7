"""What was agreed with a borrower, and whether it is being kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from bot.loans.errors import FactsError
from bot.loans.loan import Payment
from bot.loans.money import Money
from bot.loans.offer import IfMissed, Offer, Outlay
from bot.loans.payments import net_payments

if TYPE_CHECKING:
    from bot.loans.terms import Terms


class ArrangementStatus(str, Enum):
    OFFERED = "offered"
    AGREED = "agreed"
    ACTIVE = "active"
    COMPLETED = "completed"
    BROKEN = "broken"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


_MOVES = {
    ArrangementStatus.OFFERED: {ArrangementStatus.AGREED},
    ArrangementStatus.AGREED: {
        ArrangementStatus.ACTIVE,
        ArrangementStatus.CANCELLED,
        ArrangementStatus.SUPERSEDED,
        ArrangementStatus.COMPLETED,
        ArrangementStatus.BROKEN,
    },
    ArrangementStatus.ACTIVE: {
        ArrangementStatus.COMPLETED,
        ArrangementStatus.BROKEN,
        ArrangementStatus.SUPERSEDED,
    },
}


def may_become(current: ArrangementStatus, following: ArrangementStatus) -> bool:
    """Agreed goes on to active or back by cancelling; the last four are final."""
    return following in _MOVES.get(current, set())


@dataclass(frozen=True)
class ArrangementEntry:
    """``at`` is in the borrower's own time zone, so that its day is theirs.

    ``chance_until``: the last day on which what was missed can be made up for, as they were told.
    """

    status: ArrangementStatus
    at: datetime
    why: str = ""
    chance_until: date | None = None


@dataclass(frozen=True)
class Arrangement:
    """An agreed offer and the entries appended since; its status is its last entry."""

    reference: str
    offer: Offer
    agreed_at: datetime
    agreed_on: date
    """The borrower's calendar day of the agreement."""
    cooling_off_until: datetime
    entries: tuple[ArrangementEntry, ...] = ()

    @property
    def status(self) -> ArrangementStatus:
        return self.entries[-1].status if self.entries else ArrangementStatus.AGREED

    @property
    def is_open(self) -> bool:
        return self.status in {ArrangementStatus.AGREED, ArrangementStatus.ACTIVE}

    @property
    def ended_on(self) -> date | None:
        return None if self.is_open else self.entries[-1].at.date()

    def may_cancel(self, *, now: datetime) -> bool:
        """Undone without a reason while the cooling-off time runs."""
        return self.status is ArrangementStatus.AGREED and now <= self.cooling_off_until


def agree(reference: str, offer: Offer, terms: Terms, *, now: datetime, today: date) -> Arrangement:
    """Bind the offer; refused once it is stale (``today`` is not the day it was computed for)."""
    if offer.computed_on != today:
        raise FactsError("offer_stale", computed_on=offer.computed_on)
    until = now + timedelta(hours=terms.cooling_off_hours)
    return Arrangement(reference, offer, now, today, until)


class Standing(str, Enum):
    """How an open arrangement is going."""

    ON_TRACK = "on_track"
    SECOND_CHANCE = "second_chance"
    BROKEN = "broken"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Progress:
    """``shortfall`` is what is due so far and unpaid; ``next_outlay`` what comes next.

    ``second_chance_until`` is ``None`` while the chance that is due has not been given.
    """

    standing: Standing
    paid: Money
    due_so_far: Money
    shortfall: Money
    remaining: Money
    next_outlay: Outlay | None
    missed_on: date | None
    second_chance_until: date | None


def follow(
    arrangement: Arrangement, payments: tuple[Payment, ...], terms: Terms, *, today: date
) -> Progress:
    """Judge an arrangement by the payments since: kept as long as what is due so far is paid."""
    offer = arrangement.offer
    received = _since(arrangement, payments, today)
    paid = sum(payment.amount.minor for payment in received)
    due = sum(outlay.amount.minor for outlay in offer.outlays if outlay.due_date < today)
    whole = sum(outlay.amount.minor for outlay in offer.outlays)
    missed_on = _first_missed(offer.outlays, paid, today)
    until = None
    standing = Standing.ON_TRACK
    if paid >= whole:
        standing = Standing.COMPLETED
    elif missed_on is not None:
        until = _chance_given(arrangement, missed_on)
        used = _chances_used(offer.outlays, received, missed_on)
        has_chance = (
            offer.if_missed is IfMissed.SECOND_CHANCE_THEN_BROKEN
            and used < terms.max_second_chances
        )
        # Nobody's agreement ends before they were told that they can still make up for it.
        kind = has_chance and (until is None or today <= until)
        standing = Standing.SECOND_CHANCE if kind else Standing.BROKEN
    money = offer.total.currency
    return Progress(
        standing=standing,
        paid=Money(paid, money),
        due_so_far=Money(due, money),
        shortfall=Money(max(0, due - paid), money),
        remaining=Money(max(0, whole - paid), money),
        next_outlay=_next(offer.outlays, paid),
        missed_on=missed_on,
        second_chance_until=until,
    )


def next_status(
    arrangement: Arrangement,
    payments: tuple[Payment, ...],
    terms: Terms,
    *,
    now: datetime,
    today: date,
) -> ArrangementStatus | None:
    """The entry that is due to be appended, if any: active, completed or broken."""
    if not arrangement.is_open:
        return None
    standing = follow(arrangement, payments, terms, today=today).standing
    if standing is Standing.COMPLETED:
        return ArrangementStatus.COMPLETED
    if standing is Standing.BROKEN:
        return ArrangementStatus.BROKEN
    if arrangement.status is ArrangementStatus.AGREED and now > arrangement.cooling_off_until:
        return ArrangementStatus.ACTIVE
    return None


def _since(arrangement: Arrangement, payments: tuple[Payment, ...], today: date) -> list[Payment]:
    known = arrangement.offer.payments_before
    return [
        payment
        for payment in net_payments(payments, today=today)
        if payment.received_on >= arrangement.agreed_on and payment.reference not in known
    ]


def _first_missed(outlays: tuple[Outlay, ...], paid: int, today: date) -> date | None:
    for outlay in outlays:
        if outlay.due_date >= today:
            return None
        paid -= outlay.amount.minor
        if paid < 0:
            return outlay.due_date
    return None


def _chance_given(arrangement: Arrangement, missed_on: date) -> date | None:
    given = [e.chance_until for e in arrangement.entries if e.at.date() > missed_on]
    return max((until for until in given if until is not None), default=None)


def _next(outlays: tuple[Outlay, ...], paid: int) -> Outlay | None:
    for outlay in outlays:
        paid -= outlay.amount.minor
        if paid < 0:
            return outlay
    return None


def _chances_used(outlays: tuple[Outlay, ...], received: list[Payment], before: date) -> int:
    """Earlier outlays that were made up for only after their date."""
    used = needed = 0
    for outlay in (outlay for outlay in outlays if outlay.due_date < before):
        needed += outlay.amount.minor
        on_time = sum(p.amount.minor for p in received if p.received_on <= outlay.due_date)
        used += on_time < needed
    return used
