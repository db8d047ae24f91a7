"""Arrears spread over installments on the loan's own due dates, beside the regular ones."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from bot.loans.case import Case
from bot.loans.draft import Draft, pour, row_of_parts
from bot.loans.kinds.kind import Kind, upto
from bot.loans.offer import Refusal, Step
from bot.loans.terms import Limits, OfferKind, Reason

_USUAL = (3, 6, 12)


def _unavailable(case: Case) -> Refusal | None:
    return None if case.overdue else Refusal(OfferKind.ARREARS_PLAN, Reason.NOTHING_OVERDUE)


def _asked(case: Case) -> int | None:
    request = case.inputs.request
    if request.installments is not None:
        return request.installments
    room = case.room_for_arrangement
    if room is None:
        return None
    return -(-case.arrears.total.minor // max(1, room))


def _usual(case: Case, limits: Limits) -> Iterable[int]:
    return upto(_USUAL, limits.max_installments or _USUAL[-1])


def _build(case: Case, limits: Limits, count: int) -> Draft:
    total = case.arrears.total
    amounts = [part.minor for part in total.split(count)]
    dates = islice(case.start_dates(OfferKind.ARREARS_PLAN), count)
    splits = pour(case.arrears, amounts, limits.allocation or case.inputs.loan.terms.allocation)
    rows = [
        row_of_parts(number, due, parts)
        for number, (due, parts) in enumerate(zip(dates, splits, strict=True), start=1)
    ]
    each = str(case.money(rows[0].amount))
    step = Step("spread", {"arrears": str(total), "count": str(count)}, each)
    return Draft(rows, loan_total=case.outstanding, arithmetic=(step,))


ARREARS_PLAN = Kind(
    OfferKind.ARREARS_PLAN,
    _unavailable,
    _asked,
    _usual,
    lambda limits: limits.max_installments,
    _build,
    heeds_amount=True,
)
