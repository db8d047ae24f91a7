"""More time: what is overdue, or else the next installment, moved to a later day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from bot.loans.case import Case
from bot.loans.draft import Draft
from bot.loans.due_dates import adjust
from bot.loans.item import Item
from bot.loans.kinds.kind import Kind, upto
from bot.loans.money import divide
from bot.loans.offer import Refusal, Step
from bot.loans.schedule import Row
from bot.loans.terms import Limits, OfferKind, Reason

_USUAL = (7, 14, 30)
_DAYS_IN_YEAR = 360


def _unavailable(case: Case) -> Refusal | None:
    return None if case.payable else Refusal(OfferKind.DEFERRAL, Reason.NOTHING_OWED)


def _asked(case: Case) -> int | None:
    """Days from today (overdue), or from the due date of what is moved."""
    request = case.inputs.request
    if request.until is not None:
        return (request.until - _start(case)).days
    return request.days


def _usual(case: Case, limits: Limits) -> Iterable[int]:
    return upto(_USUAL, limits.max_days or _USUAL[-1])


def _build(case: Case, limits: Limits, days: int) -> Draft:
    start = _start(case)
    terms = case.inputs.loan.terms
    due = adjust(start + timedelta(days=days), terms.business_days, case.inputs.holidays)
    moved = case.overdue or case.payable[:1]
    rate = terms.annual_rate if limits.interest_runs else terms.annual_rate * 0
    run = (due - start).days
    rows = [moved_row(item, due, run, rate.as_integer_ratio()) for item in moved]
    extra = sum(row.interest for row in rows) - sum(item.interest for item in moved)
    step = Step(
        "interest_while_deferred",
        {
            "principal": str(case.money(sum(item.principal for item in moved))),
            "annual_rate": str(rate),
            "days": str(run),
            "days_in_year": str(_DAYS_IN_YEAR),
        },
        str(case.money(extra)),
    )
    return Draft(
        rows,
        loan_total=case.outstanding + extra,
        arithmetic=(step,),
        replaces=tuple(item.number for item in moved),
    )


def _start(case: Case) -> date:
    return case.today if case.overdue else case.payable[0].due


def moved_row(item: Item, due: date, days: int, rate: tuple[int, int]) -> Row:
    """The item on a later day; interest runs on its principal, the year counted as 360 days."""
    extra = divide(item.principal * rate[0] * days, rate[1] * _DAYS_IN_YEAR)
    return Row(item.number, due, item.principal, item.interest + extra, item.fees, item.penalty)


DEFERRAL = Kind(
    OfferKind.DEFERRAL,
    _unavailable,
    _asked,
    _usual,
    lambda limits: limits.max_days,
    _build,
    beyond=Reason.TOO_LONG,
)
