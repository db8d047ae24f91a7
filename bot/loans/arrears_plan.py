"""Arrears spread over installments on the loan's own due dates, beside the regular ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bot.loans.case import Case, installment, pour
from bot.loans.offer import Offer, Reason, Refusal, Step
from bot.loans.terms import Limits, OfferKind

KIND = OfferKind.ARREARS_PLAN
_USUAL = (3, 6, 12)


def unavailable(case: Case) -> Refusal | None:
    return None if case.overdue else Refusal(KIND, Reason.NOTHING_OVERDUE)


def asked(case: Case) -> int | None:
    """The number of installments asked for, or that the amount they can pay leads to."""
    request = case.inputs.request
    if request.installments is not None:
        return request.installments
    if request.amount is not None and request.amount.minor > 0:
        return -(-case.arrears.total.minor // request.amount.minor)
    return None


def usual(limits: Limits) -> Iterator[int]:
    """What to show when nothing was named, and beside what was: short, middle, longest."""
    longest = limits.max_installments or _USUAL[-1]
    yield from (count for count in _USUAL if count < longest)
    yield longest


def build(case: Case, limits: Limits, count: int) -> Offer:
    total = case.arrears.total
    amounts = [part.minor for part in total.split(count)]
    order = case.inputs.loan.terms.allocation
    dates = islice(case.due_dates_after(case.today), count)
    splits = pour(case.arrears, amounts, order)
    installments = [
        installment(number, due, parts, case.currency)
        for number, (due, parts) in enumerate(zip(dates, splits, strict=True), start=1)
    ]
    step = Step("spread", {"arrears": str(total), "count": str(count)}, str(installments[0].amount))
    return case.offer(limits, installments, loan_total=case.outstanding, arithmetic=(step,))
