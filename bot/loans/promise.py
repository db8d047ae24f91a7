"""A promise to pay: an amount by a day, judged by the payments that follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import Enum

from bot.loans.loan import Payment
from bot.loans.money import Money
from bot.loans.payments import net_payments
from bot.loans.terms import PromiseTerms


class PromiseStatus(str, Enum):
    PENDING = "pending"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Promise:
    amount: Money
    due_on: date
    made_on: date
    payments_before: tuple[str, ...] = ()
    """References of payments received earlier on the day it was made, which do not keep it."""
    withdrawn_on: date | None = None


class PromiseRefusal(str, Enum):
    """Why a promise is not taken. Arguments in brackets."""

    NOT_POSITIVE = "not_positive"
    MORE_THAN_OWED = "more_than_owed"  # owed
    DATE_IN_THE_PAST = "date_in_the_past"
    TOO_FAR_AHEAD = "too_far_ahead"  # latest
    TOO_MANY_BROKEN = "too_many_broken"  # broken, limit


@dataclass(frozen=True)
class PromiseAnswer:
    """Taken when ``refusal`` is ``None``; ``latest`` is the last day that can be promised."""

    refusal: PromiseRefusal | None
    latest: date


def check_promise(
    promise: Promise, owed: Money, earlier: Iterable[PromiseStatus], terms: PromiseTerms
) -> PromiseAnswer:
    """Whether the lender takes this promise; ``earlier`` are the last 90 days' outcomes."""
    latest = promise.made_on + timedelta(days=terms.max_days)
    broken = sum(status is PromiseStatus.BROKEN for status in earlier)
    refusal = None
    if promise.amount.minor <= 0:
        refusal = PromiseRefusal.NOT_POSITIVE
    elif promise.amount > owed:
        refusal = PromiseRefusal.MORE_THAN_OWED
    elif promise.due_on < promise.made_on:
        refusal = PromiseRefusal.DATE_IN_THE_PAST
    elif promise.due_on > latest:
        refusal = PromiseRefusal.TOO_FAR_AHEAD
    elif broken >= terms.max_broken_in_90_days:
        refusal = PromiseRefusal.TOO_MANY_BROKEN
    return PromiseAnswer(refusal, latest)


def judge_promise(
    promise: Promise, payments: Iterable[Payment], terms: PromiseTerms, *, today: date
) -> PromiseStatus:
    """Kept once enough came in by the due day and its tolerance; broken only after both passed."""
    last_day = promise.due_on + timedelta(days=terms.tolerance_days)
    received = sum(
        payment.amount.minor
        for payment in net_payments(payments, today=today)
        if promise.made_on <= payment.received_on <= last_day
        and payment.reference not in promise.payments_before
    )
    enough = promise.amount.share(Decimal(1) - terms.tolerance_rate, rounding=ROUND_CEILING)
    if received >= enough.minor:
        return PromiseStatus.KEPT
    if promise.withdrawn_on is not None and promise.withdrawn_on <= today:
        return PromiseStatus.WITHDRAWN
    return PromiseStatus.PENDING if today <= last_day else PromiseStatus.BROKEN
