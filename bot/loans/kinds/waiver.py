"""Late charges given up when the rest of the arrears is paid by a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.loans.case import Case
from bot.loans.draft import Draft, row_of_parts
from bot.loans.kinds.kind import Kind
from bot.loans.loan import Part
from bot.loans.money import Money
from bot.loans.offer import IfMissed, Refusal, Step
from bot.loans.terms import Limits, OfferKind, Reason

_PERCENT = 100


def _unavailable(case: Case) -> Refusal | None:
    if any(_charges(case).values()):
        return None
    return Refusal(OfferKind.WAIVER, Reason.NOTHING_TO_WAIVE)


def _asked(case: Case) -> int | None:
    return case.inputs.request.percent


def _bound(limits: Limits) -> int:
    return int(limits.max_waived_rate * _PERCENT)


def _usual(case: Case, limits: Limits) -> Iterable[int]:
    return (_bound(limits),)


def _build(case: Case, limits: Limits, percent: int) -> Draft:
    charges = _charges(case)
    waived = {part: amount * percent // _PERCENT for part, amount in charges.items()}
    owed = {part: getattr(case.arrears, part.value).minor for part in Part}
    rest = {part: owed[part] - waived.get(part, 0) for part in Part}
    due = case.today + timedelta(days=limits.first_payment_within_days)
    given_up = sum(waived.values())
    values = {"charges": str(case.money(sum(charges.values()))), "percent": str(percent)}
    return Draft(
        (row_of_parts(1, due, rest),),
        loan_total=case.outstanding - given_up,
        arithmetic=(Step("waived", values, str(case.money(given_up))),),
        if_missed=IfMissed.PRICE_LAPSES,
        waived={part: Money(amount, case.currency) for part, amount in waived.items()},
    )


def _charges(case: Case) -> dict[Part, int]:
    """Late fees and penalty interest still unpaid; fees of the schedule itself are not charges."""
    return {
        Part.FEES: sum(min(item.fees, item.late_fee_charged) for item in case.overdue),
        Part.PENALTY_INTEREST: case.arrears.penalty_interest.minor,
    }


WAIVER = Kind(
    OfferKind.WAIVER, _unavailable, _asked, _usual, _bound, _build, beyond=Reason.TOO_MUCH_WAIVED
)
