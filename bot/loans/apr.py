"""The annual percentage rate: the rate at which what is repaid is worth what was advanced."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING

from bot.loans.due_dates import Frequency
from bot.loans.errors import LoanError
from bot.loans.loan import Method
from bot.loans.money import Money
from bot.loans.terms import AprMethod

if TYPE_CHECKING:
    from bot.loans.case import Case
    from bot.loans.reamortizing import Balance
    from bot.loans.schedule import Row

_WORKING = Context(prec=24)
_CLOSE = Decimal("1e-8")
"""A step this small is followed by one near its square: four decimals are long settled."""
_PLACES = Decimal("0.0001")


def annual_percentage_rate(
    advance: Money,
    repayments: Sequence[tuple[int, Money]],
    periods_per_year: int,
    method: AprMethod = AprMethod.EFFECTIVE,
    *,
    near: Decimal = Decimal(0),
) -> Decimal:
    """The rate as a fraction with four decimals; repayments fall at whole unit periods.

    Sources: Directive 2008/48/EC, Annex I (effective); Regulation Z, Appendix J (nominal).
    ``near`` is a rate a year from which the search starts.
    Refused when less is repaid than advanced, since no rate of zero or more fits then.
    """
    flows = [(period, amount.minor) for period, amount in repayments]
    return _annual_rate(advance, flows, periods_per_year, method, near)


def _annual_rate(
    advance: Money,
    repayments: Sequence[tuple[int, int]],
    periods_per_year: int,
    method: AprMethod,
    near: Decimal,
) -> Decimal:
    if sum(minor for _, minor in repayments) < advance.minor:
        raise LoanError("repaid_less_than_advanced", advance=str(advance))
    flows = [(period, Decimal(minor)) for period, minor in repayments]
    with localcontext(_WORKING):
        rate = _periodic_rate(Decimal(advance.minor), flows, near / periods_per_year)
        if method is AprMethod.NOMINAL:
            return (rate * periods_per_year).quantize(_PLACES)
        return ((1 + rate) ** periods_per_year - 1).quantize(_PLACES)


def _periodic_rate(advance: Decimal, flows: list[tuple[int, Decimal]], rate: Decimal) -> Decimal:
    """Newton's method: present value falls and is convex, so from below it never overshoots."""
    step = rate + 1
    while abs(step) > _CLOSE:
        discount = 1 / (1 + rate)
        value = slope = Decimal(0)
        factor, at = Decimal(1), 0
        for period, amount in flows:
            factor *= discount if period == at + 1 else discount ** (period - at)
            at = period
            value += amount * factor
            slope += amount * factor * period
        # From above it may overshoot, yet no rate below zero is sought.
        following = max(Decimal(0), rate + (value - advance) / (slope * discount))
        step, rate = following - rate, following
    return rate


def apr_of(case: Case, start: Balance, rows: Sequence[Row]) -> Decimal | None:
    """The rate of a balance repaid by these installments, one a period; ``None`` when free."""
    terms = case.inputs.loan.terms
    if not terms.annual_rate and terms.method is not Method.FLAT_FEE:
        return None
    advance = case.money(start.total)
    flows = [(period, row.amount) for period, row in enumerate(rows, start=1)]
    per_year = Frequency(terms.frequency).per_year
    return _annual_rate(advance, flows, per_year, case.terms.apr_method, terms.annual_rate)
