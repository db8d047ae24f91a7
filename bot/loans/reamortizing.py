"""The unpaid part of a loan as new installments: its principal, and what had fallen due on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.loans.case import Case
from bot.loans.draft import row_of_parts
from bot.loans.loan import Method, Part
from bot.loans.money import divide
from bot.loans.schedule import Row, interest_between, level_payment

Parts = dict[Part, int]
LONGEST = 600
"""No new schedule is longer than fifty years of months."""


@dataclass
class Balance:
    """What is left while new installments are laid out, in minor units."""

    principal: int
    carried: Parts

    charge: int = 0
    """Interest and fee of the running period, already among what is carried."""

    @property
    def total(self) -> int:
        return self.principal + sum(self.carried.values())

    def take(self, amount: int) -> Parts:
        """Fees, penalty interest and interest first, as far as the amount goes, then principal."""
        taken = {}
        for part, left in self.carried.items():
            taken[part] = min(left, amount)
            self.carried[part] -= taken[part]
            amount -= taken[part]
        taken[Part.PRINCIPAL] = min(self.principal, amount)
        self.principal -= taken[Part.PRINCIPAL]
        return taken

    def take_all(self) -> Parts:
        return self.take(self.total)


def balance_of(case: Case) -> Balance:
    due = case.fallen_due
    later = [item for item in case.regular if item.due > case.today]
    principal = sum(item.principal for item in case.unpaid) - case.position.credit
    carried = {
        Part.FEES: due.fees.minor + sum(item.earned_fees for item in later),
        Part.PENALTY_INTEREST: due.penalty_interest.minor + sum(item.penalty for item in later),
        Part.INTEREST: due.interest.minor + sum(item.earned_interest for item in later),
    }
    return Balance(principal, carried)


def first_number(case: Case) -> int:
    """New installments are numbered on from the last one that was paid, in full or in part."""
    started = (i.number for i in case.position.items if i.unpaid < i.scheduled or not i.unpaid)
    return max(started, default=0) + 1


def lay_out(case: Case, pay: Callable[[int, Balance], Parts]) -> Iterator[Row]:
    """Installments until nothing is left; ``pay(index, balance)`` takes each from the balance.

    Interest on principal not yet due runs from the last due date, on what has fallen due from today
    (until then penalty interest stood for it).
    """
    balance = balance_of(case)
    number = first_number(case)
    previous = case.today
    index = 0
    dates = case.due_dates()
    while balance.total:
        due = next(dates)
        interest, fee = charge(case, balance.principal, previous, due, first=not index)
        balance.charge = interest + fee
        balance.carried[Part.INTEREST] += interest
        balance.carried[Part.FEES] += fee
        last = index == LONGEST - 1
        yield row_of_parts(number + index, due, balance.take_all() if last else pay(index, balance))
        previous = due
        index += 1


def charge(case: Case, principal: int, start: date, due: date, *, first: bool) -> tuple[int, int]:
    """Interest and fee of one period; the first one is odd, see ``lay_out``."""
    terms = case.inputs.loan.terms
    if terms.method is Method.FLAT_FEE:
        return 0, case.money(principal).share(terms.fee_rate).minor
    if not first:
        return case.interest_for(principal, start, due), 0
    fallen_due = case.fallen_due.principal.minor
    running = case.interest_for(principal - fallen_due, case.position.period_start, due)
    return running + interest_between(terms, fallen_due, start, due), 0


def period_charge(case: Case, principal: int) -> int:
    """Interest of one even period, as the level installment assumes it."""
    terms = case.inputs.loan.terms
    rate, unit = terms.annual_rate.as_integer_ratio()
    return divide(principal * rate, unit * terms.frequency.per_year)


def level_over(case: Case, balance: Balance, count: int) -> int:
    """The equal installment over this many periods, before the rounding of the last one."""
    terms = case.inputs.loan.terms
    carried = sum(balance.carried.values())
    if terms.method is Method.FLAT_FEE:
        fee = case.money(balance.principal).share(terms.fee_rate).minor
        return -(-(balance.principal + carried) // count) + fee
    return level_payment(balance.principal, terms, count) + -(-carried // count)
