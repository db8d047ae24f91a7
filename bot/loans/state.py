"""Where a loan stands on a day, derived from its facts: what is owed, late, next."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.loans.delinquency import DelinquencyBucket, bucket_of
from bot.loans.due_dates import NO_HOLIDAYS
from bot.loans.item import Item
from bot.loans.loan import Loan, Part
from bot.loans.money import Money
from bot.loans.position import Position, play


@dataclass(frozen=True, slots=True)
class Owed:
    """An amount by its parts."""

    fees: Money
    penalty_interest: Money
    interest: Money
    principal: Money

    @property
    def total(self) -> Money:
        return self.fees + self.penalty_interest + self.interest + self.principal

    @property
    def charges(self) -> Money:
        """Fees and penalty interest: what a waiver may touch."""
        return self.fees + self.penalty_interest


class InstallmentStatus(str, Enum):
    PAID = "paid"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    UPCOMING = "upcoming"


@dataclass(frozen=True, slots=True)
class InstallmentState:
    """One installment today; ``unpaid`` includes the late charges on it."""

    number: int
    due_date: date
    amount: Money
    unpaid: Owed
    status: InstallmentStatus


@dataclass(frozen=True)
class LoanState:
    """A loan on the day ``as_of``, at its end.

    ``arrears`` is what is past its due date; ``due_now`` adds what is due today; ``outstanding`` is
    everything still to pay on the schedule; ``payoff`` closes the loan today; ``credit`` was paid
    ahead of its due date and is already taken off ``outstanding`` and ``payoff``; once nothing is
    owed it is to be paid back.
    """

    as_of: date
    currency: str
    arrears: Money
    overdue: Owed
    due_now: Money
    outstanding: Money
    outstanding_principal: Money
    payoff: Money
    early_settlement_fee: Money
    credit: Money
    paid: Owed
    waived: Money
    days_past_due: int
    bucket: DelinquencyBucket
    next_installment: InstallmentState | None
    installments: tuple[InstallmentState, ...]
    last_payment_on: date | None

    @property
    def is_late(self) -> bool:
        return self.days_past_due > 0

    @property
    def is_paid_off(self) -> bool:
        return not self.outstanding


@dataclass(frozen=True)
class Arrears:
    """How late a loan is, and nothing else of its state."""

    amount: Money
    days_past_due: int
    bucket: DelinquencyBucket


def arrears_of(loan: Loan, *, today: date, holidays: Container[date] = NO_HOLIDAYS) -> Arrears:
    """For whole portfolios: what ``assess`` says of arrears, in a fraction of its time."""
    position = play(loan, today=today, holidays=holidays, only_due=True)
    overdue = position.overdue_items()
    days = (today - overdue[0].due).days if overdue else 0
    amount = Money(sum(item.unpaid for item in overdue), loan.currency)
    return Arrears(amount, days, bucket_of(days))


def assess(loan: Loan, *, today: date, holidays: Container[date] = NO_HOLIDAYS) -> LoanState:
    """Derive the state from the facts known on ``today``."""
    position = play(loan, today=today, holidays=holidays)
    currency = loan.currency
    overdue = position.overdue_items()
    days = (today - overdue[0].due).days if overdue else 0
    nothing = owed((), currency)
    installments = tuple(_installment(item, today, nothing) for item in position.items)
    outstanding = sum(item.unpaid for item in position.items) - position.credit
    payoff, fee = payoff_parts(position)
    return LoanState(
        as_of=today,
        currency=currency,
        arrears=Money(sum(item.unpaid for item in overdue), currency),
        overdue=owed(overdue, currency),
        due_now=Money(sum(item.unpaid for item in position.due_items()), currency),
        outstanding=Money(max(0, outstanding), currency),
        outstanding_principal=Money(sum(item.principal for item in position.items), currency),
        payoff=payoff.total,
        early_settlement_fee=Money(fee, currency),
        credit=Money(position.credit, currency),
        paid=_paid(position, currency),
        waived=Money(position.waived, currency),
        days_past_due=days,
        bucket=bucket_of(days),
        next_installment=_next(installments),
        installments=installments,
        last_payment_on=position.last_payment.received_on if position.last_payment else None,
    )


def owed(items: Iterable[Item], currency: str) -> Owed:
    fees = penalty = interest = principal = 0
    for item in items:
        fees += item.fees
        penalty += item.penalty
        interest += item.interest
        principal += item.principal
    nothing = Money(0, currency)
    return Owed(
        Money(fees, currency) if fees else nothing,
        Money(penalty, currency) if penalty else nothing,
        Money(interest, currency),
        Money(principal, currency),
    )


def payoff_parts(position: Position) -> tuple[Owed, int]:
    """The price to close today by parts, and the early settlement fee in its fees.

    All principal, what is due or was earned, interest of the running period up to today by the day
    count (not later interest or later flat fees), the fee on principal not yet due, less what was
    paid ahead.
    """
    currency = position.loan.currency
    due = owed(position.due_items(), currency)
    future = position.future_items()
    principal = sum(item.principal for item in future)
    fee = position.early_settlement_fee()
    fees = due.fees.minor + sum(item.earned_fees for item in future) + fee
    penalty = due.penalty_interest.minor + sum(item.penalty for item in future)
    interest = due.interest.minor + sum(item.earned_interest for item in future)
    interest += position.accrued_interest()
    parts = (fees, penalty, interest, due.principal.minor + principal)
    return Owed(*(Money(part, currency) for part in _less(parts, position.credit))), fee


def _less(parts: tuple[int, ...], credit: int) -> Iterator[int]:
    for part in parts:
        used = min(part, credit)
        credit -= used
        yield part - used


def _installment(item: Item, today: date, nothing: Owed) -> InstallmentState:
    currency = nothing.fees.currency
    unpaid = owed((item,), currency) if item.unpaid else nothing
    if unpaid is nothing:
        status = InstallmentStatus.PAID
    elif item.due < today:
        status = InstallmentStatus.OVERDUE
    elif item.due == today:
        status = InstallmentStatus.DUE_TODAY
    else:
        status = InstallmentStatus.UPCOMING
    return InstallmentState(item.number, item.due, Money(item.scheduled, currency), unpaid, status)


def _next(installments: tuple[InstallmentState, ...]) -> InstallmentState | None:
    """The first one unpaid that is not overdue."""
    for installment in installments:
        if installment.status in {InstallmentStatus.DUE_TODAY, InstallmentStatus.UPCOMING}:
            return installment
    return None


def _paid(position: Position, currency: str) -> Owed:
    paid = position.paid
    return Owed(
        Money(paid[Part.FEES], currency),
        Money(paid[Part.PENALTY_INTEREST], currency),
        Money(paid[Part.INTEREST], currency),
        Money(paid[Part.PRINCIPAL], currency),
    )
