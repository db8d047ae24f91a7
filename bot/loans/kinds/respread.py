"""The whole outstanding balance in new equal installments, usually more and smaller ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from bot.loans.apr import apr_of
from bot.loans.case import Case
from bot.loans.draft import Draft
from bot.loans.kinds.kind import Kind, upto
from bot.loans.loan import Method, Part
from bot.loans.offer import Refusal, Step
from bot.loans.reamortizing import (
    Balance,
    balance_of,
    charge,
    first_number,
    level_over,
    period_charge,
)
from bot.loans.schedule import Row, level_payment
from bot.loans.terms import Limits, OfferKind, Reason

_LONGER = (6, 12)
_CARRIED = (Part.FEES, Part.PENALTY_INTEREST, Part.INTEREST)
_DEFAULT_LONGEST = 60


def _unavailable(case: Case) -> Refusal | None:
    return None if case.owes else Refusal(OfferKind.RESPREAD, Reason.NOTHING_OWED)


def _asked(case: Case) -> int | None:
    """The fewest installments that stay within the amount they can pay."""
    request = case.inputs.request
    if request.installments is not None or request.amount is None:
        return request.installments
    balance = balance_of(case)
    counts = range(1, _DEFAULT_LONGEST)
    # Levels fall as counts rise; their negatives are in order.
    fits = bisect_left(counts, -request.amount.minor, key=lambda n: -level_over(case, balance, n))
    return fits + 1


def _usual(case: Case, limits: Limits) -> Iterable[int]:
    longest = limits.max_installments or _DEFAULT_LONGEST
    left = max(1, len(case.regular))
    return upto([left + more for more in _LONGER], longest)


def _build(case: Case, limits: Limits, count: int) -> Draft:
    start = balance_of(case)
    rows = list(_rows(case, start, count))
    terms = case.inputs.loan.terms
    step = Step(
        "level_installment",
        {
            "principal": str(case.money(start.principal)),
            "carried": str(case.money(sum(start.carried.values()))),
            "annual_rate": str(terms.annual_rate),
            "count": str(count),
        },
        str(case.money(level_over(case, start, count))),
    )
    return Draft(
        rows,
        loan_total=sum(row.amount for row in rows),
        arithmetic=(step,),
        replaces=tuple(item.number for item in case.unpaid),
        credit_used=True,
        apr=apr_of(case, start, rows),
    )


def _rows(case: Case, start: Balance, count: int) -> Iterator[Row]:
    """Level payments of principal and its interest; what was carried over in equal parts beside."""
    terms = case.inputs.loan.terms
    flat = terms.method is Method.FLAT_FEE
    pace = start.principal // count if flat else level_payment(start.principal, terms, count)
    principal = start.principal
    fees, penalty, interest = (start.carried[part] for part in _CARRIED)
    shares = (fees // count, penalty // count, interest // count)
    number, previous = first_number(case), case.today
    for index, due in zip(range(count), case.start_dates(OfferKind.RESPREAD), strict=False):
        running, fee = charge(case, principal, previous, due, first=not index)
        # An odd first period changes that installment's interest, not the principal's pace.
        usual = running if index else period_charge(case, principal)
        paid = min(principal, pace if flat else max(0, pace - usual))
        parts = (paid, *shares) if index < count - 1 else (principal, fees, penalty, interest)
        row = Row(number + index, due, parts[0], parts[3] + running, parts[1] + fee, parts[2])
        if row.amount:
            yield row
        principal -= parts[0]
        fees, penalty, interest = fees - parts[1], penalty - parts[2], interest - parts[3]
        previous = due


RESPREAD = Kind(
    OfferKind.RESPREAD,
    _unavailable,
    _asked,
    _usual,
    lambda limits: limits.max_installments,
    _build,
    heeds_amount=True,
)
