"""The whole outstanding balance in new equal installments, usually more and smaller ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from bot.loans.apr import apr_of
from bot.loans.case import Case, Draft
from bot.loans.kinds.kind import Kind, upto
from bot.loans.offer import Refusal, Step
from bot.loans.reamortizing import Balance, balance_of, lay_out, level_over
from bot.loans.terms import Limits, OfferKind, Reason

_LONGER = (6, 12)
_DEFAULT_LONGEST = 60


def _unavailable(case: Case) -> Refusal | None:
    return None if case.unpaid else Refusal(OfferKind.RESPREAD, Reason.NOTHING_OWED)


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
    level = level_over(case, start, count)

    def pay(index: int, charge: int, balance: Balance) -> int:
        return balance.total if index == count - 1 else min(balance.total, level)

    schedule = tuple(row.to_installment(case.currency) for row in lay_out(case, pay))
    terms = case.inputs.loan.terms
    step = Step(
        "level_installment",
        {
            "principal": str(case.money(start.principal)),
            "carried": str(case.money(sum(start.carried.values()))),
            "annual_rate": str(terms.annual_rate),
            "count": str(count),
        },
        str(case.money(level)),
    )
    return Draft(
        schedule,
        loan_total=sum(installment.amount.minor for installment in schedule),
        arithmetic=(step,),
        replaces=tuple(item.number for item in case.unpaid),
        schedule=schedule,
        apr=apr_of(case, start, schedule),
    )


RESPREAD = Kind(
    OfferKind.RESPREAD,
    _unavailable,
    _asked,
    _usual,
    lambda limits: limits.max_installments,
    _build,
    heeds_amount=True,
)
