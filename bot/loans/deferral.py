"""More time: what is overdue, or else the next installment, moved to a later day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.loans.case import Case, days_after
from bot.loans.due_dates import adjust
from bot.loans.money import divide
from bot.loans.offer import Offer, Reason, Refusal, Step
from bot.loans.position import Item
from bot.loans.schedule import Row
from bot.loans.terms import Limits, OfferKind

KIND = OfferKind.DEFERRAL
_USUAL = (7, 14, 30)
_DAYS_IN_YEAR = 360


def unavailable(case: Case) -> Refusal | None:
    return None if case.overdue or case.regular else Refusal(KIND, Reason.NOTHING_OWED)


def asked(case: Case) -> int | None:
    """Days from today (overdue), or from the due date of what is moved."""
    request = case.inputs.request
    if request.until is not None:
        return (request.until - _start(case)).days
    return request.days


def usual(limits: Limits) -> Iterator[int]:
    longest = limits.max_days or _USUAL[-1]
    yield from (days for days in _USUAL if days < longest)
    yield longest


def build(case: Case, limits: Limits, days: int) -> Offer:
    start = _start(case)
    terms = case.inputs.loan.terms
    due = adjust(days_after(start, days), terms.business_days, case.inputs.holidays)
    moved = case.overdue or case.regular[:1]
    running = limits.interest_runs
    rows = [_moved(item, due, _interest(case, item, (due - start).days, running)) for item in moved]
    installments = tuple(row.to_installment(case.currency) for row in rows)
    extra = sum(row.interest for row in rows) - sum(item.interest for item in moved)
    step = Step(
        "interest_while_deferred",
        {
            "principal": str(case.money(sum(item.principal for item in moved))),
            "annual_rate": str(terms.annual_rate if running else 0),
            "days": str((due - start).days),
            "days_in_year": str(_DAYS_IN_YEAR),
        },
        str(case.money(extra)),
    )
    return case.offer(
        limits,
        installments,
        loan_total=case.outstanding + extra,
        arithmetic=(step,),
        replaces=tuple(item.number for item in moved),
        schedule=installments,
    )


def _start(case: Case) -> date:
    return case.today if case.overdue else case.regular[0].due


def _interest(case: Case, item: Item, days: int, running: bool) -> int:
    if not running:
        return 0
    rate, unit = case.inputs.loan.terms.annual_rate.as_integer_ratio()
    return divide(item.principal * rate * days, unit * _DAYS_IN_YEAR)


def _moved(item: Item, due: date, extra: int) -> Row:
    return Row(item.number, due, item.principal, item.interest + extra, item.fees, item.penalty)
