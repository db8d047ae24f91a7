"""Another due day from the next installment on, for loans paid monthly."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.loans.case import Case
from bot.loans.draft import Draft
from bot.loans.due_dates import Frequency, add_months, adjust, on_day
from bot.loans.kinds.kind import Kind
from bot.loans.offer import Refusal, Step
from bot.loans.schedule import Row, interest_between
from bot.loans.terms import Limits, OfferKind, Reason

_LAST_DAY = 31


def _unavailable(case: Case) -> Refusal | None:
    if case.owes and case.regular and case.inputs.loan.terms.frequency is Frequency.MONTHLY:
        return None
    return Refusal(OfferKind.CHANGE_DUE_DAY, Reason.NOTHING_OWED)


def _asked(case: Case) -> int | None:
    return case.inputs.request.due_day


def _usual(case: Case, limits: Limits) -> Iterable[int]:
    """None: a due day is only changed to one that was named."""
    return ()


def _build(case: Case, limits: Limits, day: int) -> Draft:
    terms = case.inputs.loan.terms
    regular = case.regular
    first = _next_on(regular[0].due, day)
    principal = sum(item.principal for item in regular)
    extra = 0
    if limits.interest_runs:
        extra = interest_between(terms, principal, regular[0].due, first)
    rows = [
        Row(
            item.number,
            adjust(
                on_day(add_months(first.replace(day=1), period), day),
                terms.business_days,
                case.inputs.holidays,
            ),
            item.principal,
            item.interest + (extra if not period else 0),
            item.fees,
            item.penalty,
        )
        for period, item in enumerate(regular)
    ]
    values = {
        "principal": str(case.money(principal)),
        "from": str(regular[0].due),
        "to": str(first),
    }
    return Draft(
        rows,
        loan_total=case.outstanding + extra,
        arithmetic=(Step("interest_for_the_longer_period", values, str(case.money(extra))),),
        replaces=tuple(item.number for item in regular),
    )


def _next_on(due: date, day: int) -> date:
    """The first such day of a month on or after the due date: never earlier than agreed."""
    same_month = on_day(due, day)
    return same_month if same_month >= due else on_day(add_months(due.replace(day=1), 1), day)


CHANGE_DUE_DAY = Kind(
    OfferKind.CHANGE_DUE_DAY,
    _unavailable,
    _asked,
    _usual,
    lambda _: _LAST_DAY,
    _build,
    beyond=Reason.TOO_LONG,
)
