"""The agreed repayments of a loan, from its terms alone."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from bot.loans.due_dates import NO_HOLIDAYS, add_periods, adjust
from bot.loans.loan import DayCount, LoanTerms, Method
from bot.loans.money import Money, divide

_EXACT = Context(prec=40)
_MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Installment:
    """One amount due on one date, with what it is made of."""

    number: int
    due_date: date
    principal: Money
    interest: Money
    fees: Money
    penalty_interest: Money

    @property
    def amount(self) -> Money:
        minor = (
            self.principal.minor
            + self.interest.minor
            + self.fees.minor
            + self.penalty_interest.minor
        )
        return Money(minor, self.principal.currency)


@dataclass(slots=True)
class Row:
    """An installment in bare minor units, for the arithmetic inside this package."""

    number: int
    due: date
    principal: int
    interest: int
    fees: int
    penalty: int

    @property
    def amount(self) -> int:
        return self.principal + self.interest + self.fees + self.penalty


def to_installments(rows: Iterable[Row], currency: str) -> tuple[Installment, ...]:
    """As values; equal amounts among them, zero above all, are one value."""
    money: dict[int, Money] = {}
    made = []
    for row in rows:
        parts = (row.principal, row.interest, row.fees, row.penalty)
        for minor in parts:
            if minor not in money:
                money[minor] = Money(minor, currency)
        made.append(Installment(row.number, row.due, *[money[minor] for minor in parts]))
    return tuple(made)


def row_of(installment: Installment) -> Row:
    return Row(
        installment.number,
        installment.due_date,
        installment.principal.minor,
        installment.interest.minor,
        installment.fees.minor,
        installment.penalty_interest.minor,
    )


def build_schedule(
    terms: LoanTerms, *, holidays: Container[date] = NO_HOLIDAYS
) -> tuple[Installment, ...]:
    """All installments; principal sums to the loan, interest is rounded half-even each period."""
    return to_installments(schedule_rows(terms, holidays), terms.currency)


def schedule_rows(
    terms: LoanTerms, holidays: Container[date], *, until: date = date.max
) -> list[Row]:
    """The schedule in bare units, up to and including the first installment due after ``until``."""
    interest_for = interest_rule(terms)
    fee = _fee(terms)
    level = level_payment(terms.principal.minor, terms) if terms.method is Method.ANNUITY else 0
    rows: list[Row] = []
    balance = terms.principal.minor
    previous = terms.disbursed_on
    while balance and previous <= until:
        due = add_periods(terms.first_due_on, terms.frequency, len(rows))
        due = adjust(due, terms.business_days, holidays)
        interest = interest_for(balance, previous, due)
        number = len(rows) + 1
        principal = _principal(terms, balance, interest, level, number)
        rows.append(Row(number, due, principal, interest, fee, 0))
        balance -= principal
        previous = due
    return rows


def interest_rule(terms: LoanTerms) -> Callable[[int, date, date], int]:
    """Interest of one period on a balance, half-even; days matter where the day count has them."""
    if terms.method is Method.FLAT_FEE:
        return lambda _balance, _start, _end: 0
    if terms.day_count is not DayCount.THIRTY_360:
        return lambda balance, start, end: interest_between(terms, balance, start, end)
    # A period is a period, however its days fall: 1/12, 1/26 or 1/52 of a year.
    rate, unit = terms.annual_rate.as_integer_ratio()
    whole = unit * terms.frequency.per_year
    return lambda balance, _start, _end: divide(balance * rate, whole)


def level_payment(principal: int, terms: LoanTerms, periods: int | None = None) -> int:
    """The equal installment in minor units: ``P·i / (1 - (1+i)^-n)``, rounded half-even."""
    count = periods or terms.installments
    if not terms.annual_rate:
        return divide(principal, count)
    rate = _EXACT.divide(terms.annual_rate, Decimal(terms.frequency.per_year))
    growth = _EXACT.power(1 + rate, count)
    payment = _EXACT.divide(Decimal(principal) * rate * growth, growth - 1)
    return int(payment.to_integral_value())


def interest_between(terms: LoanTerms, balance: int, start: date, end: date) -> int:
    """Interest on a balance in minor units over these days, by the loan's day count."""
    rate, unit = terms.annual_rate.as_integer_ratio()
    if terms.day_count is DayCount.THIRTY_360:
        days, year = days_30_360(start, end), 360
    else:
        days = (end - start).days
        year = 365 if terms.day_count is DayCount.ACTUAL_365 else 360
    return divide(balance * rate * days, unit * year)


def days_30_360(start: date, end: date) -> int:
    """Days between, each month counted as 30 (the bond basis)."""
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day  # noqa: PLR2004
    return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first


def _principal(terms: LoanTerms, balance: int, interest: int, level: int, number: int) -> int:
    if number == terms.installments:
        return balance
    if terms.method is Method.ANNUITY:
        # A level below the interest (a long first period) pays no principal, never less.
        return min(balance, max(0, level - interest))
    if terms.method is Method.INTEREST_ONLY:
        return 0
    if terms.method is Method.REVOLVING:
        floor = terms.minimum.minor if terms.minimum else 0
        part = int((Decimal(balance) * terms.minimum_rate).to_integral_value())
        return min(balance, max(part, floor - interest))
    return terms.principal.minor // terms.installments


def _fee(terms: LoanTerms) -> int:
    fixed = terms.fee.minor if terms.fee else 0
    return fixed + terms.principal.share(terms.fee_rate).minor
