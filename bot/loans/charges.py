"""What being late has cost, installment by installment: enough to explain every cent."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from bot.loans.due_dates import NO_HOLIDAYS
from bot.loans.loan import Loan
from bot.loans.money import Money
from bot.loans.position import play


@dataclass(frozen=True)
class Charge:
    """What was charged on one installment so far, paid or not, by the rules of the loan."""

    number: int
    due_date: date
    charged_from: date
    late_fee: Money
    penalty_interest: Money


def late_charges_of(
    loan: Loan, *, today: date, holidays: Container[date] = NO_HOLIDAYS
) -> tuple[Charge, ...]:
    """The installments on which anything was charged, oldest first."""
    currency = loan.currency
    grace = loan.terms.late_charges.grace_days
    return tuple(
        Charge(
            item.number,
            item.due,
            item.due + timedelta(days=grace + 1),
            Money(item.late_fee_charged, currency),
            Money(item.penalty_charged, currency),
        )
        for item in play(loan, today=today, holidays=holidays).items
        if item.late_fee_charged or item.penalty_charged
    )
