"""Whole installments skipped now and moved to the end of the loan, the oldest unpaid first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from bot.loans.case import Case
from bot.loans.draft import Draft
from bot.loans.kinds.deferral import moved_row
from bot.loans.kinds.kind import Kind
from bot.loans.offer import Refusal, Step
from bot.loans.schedule import days_30_360
from bot.loans.terms import Limits, OfferKind, Reason


def _unavailable(case: Case) -> Refusal | None:
    return None if case.payable else Refusal(OfferKind.EXTENSION, Reason.NOTHING_OWED)


def _asked(case: Case) -> int | None:
    asked = case.inputs.request.skipped
    return None if asked is None else max(asked, len(case.overdue))


def _usual(case: Case, limits: Limits) -> Iterable[int]:
    least = max(1, len(case.overdue))
    return (least, least + 1) if least < limits.max_deferred_installments else (least,)


def _build(case: Case, limits: Limits, count: int) -> Draft:
    terms = case.inputs.loan.terms
    moved = case.payable[:count]
    last = max(case.unpaid[-1].due, case.today)
    dates = islice(case.due_dates_after(last), len(moved))
    rate = terms.annual_rate if limits.interest_runs else terms.annual_rate * 0
    ratio = rate.as_integer_ratio()
    rows = [
        moved_row(item, due, days_30_360(max(item.due, case.today), due), ratio)
        for item, due in zip(moved, dates, strict=True)
    ]
    extra = sum(row.interest for row in rows) - sum(item.interest for item in moved)
    values = {"installments": str(len(moved)), "annual_rate": str(rate), "to": str(rows[-1].due)}
    return Draft(
        rows,
        loan_total=case.outstanding + extra,
        arithmetic=(Step("moved_to_the_end", values, str(case.money(extra))),),
        replaces=tuple(item.number for item in moved),
    )


EXTENSION = Kind(
    OfferKind.EXTENSION,
    _unavailable,
    _asked,
    _usual,
    lambda limits: limits.max_deferred_installments,
    _build,
)
