"""The whole loan closed: at its price of today, or at a discount where terms allow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.loans.case import Case
from bot.loans.draft import Draft, pour, row_of_parts
from bot.loans.kinds.kind import Kind, upto
from bot.loans.loan import Part
from bot.loans.money import Money
from bot.loans.offer import IfMissed, Refusal, Step
from bot.loans.state import Owed, payoff_parts
from bot.loans.terms import Limits, OfferKind, Reason

_VALID_DAYS = 7
_USUAL = (1, 3)


def _unavailable_early(case: Case) -> Refusal | None:
    return None if case.owes else Refusal(OfferKind.EARLY_SETTLEMENT, Reason.NOTHING_OWED)


def _unavailable_discount(case: Case) -> Refusal | None:
    return None if case.owes else Refusal(OfferKind.DISCOUNT_SETTLEMENT, Reason.NOTHING_OWED)


def _asked_days(case: Case) -> int | None:
    request = case.inputs.request
    return request.days if request.until is None else (request.until - case.today).days


def _usual_days(case: Case, limits: Limits) -> Iterable[int]:
    return (limits.max_days or _VALID_DAYS,)


def _build_early(case: Case, limits: Limits, days: int) -> Draft:
    """Today's price, held for so many days."""
    parts, fee = payoff_parts(case.position)
    due = case.today + timedelta(days=days)
    split = {part: getattr(parts, part.value).minor for part in Part}
    values = {
        "principal": str(parts.principal),
        "interest": str(parts.interest),
        "charges": str(parts.charges),
        "fee_for_settling_early": str(case.money(fee)),
    }
    return Draft(
        (row_of_parts(1, due, split),),
        loan_total=parts.total.minor,
        arithmetic=(Step("payoff", values, str(parts.total)),),
        if_missed=IfMissed.PRICE_LAPSES,
        closes_loan=True,
        credit_used=True,
    )


def _asked_count(case: Case) -> int | None:
    return case.inputs.request.installments


def _usual_count(case: Case, limits: Limits) -> Iterable[int]:
    return upto(_USUAL, limits.max_installments or 1)


def _build_discount(case: Case, limits: Limits, count: int) -> Draft:
    parts, _ = payoff_parts(case.position)
    full = parts.total
    given_up = full.share(limits.max_waived_rate)
    price = full - given_up
    kept = _less(parts, given_up.minor)
    step_days = limits.first_payment_within_days
    amounts = [part.minor for part in price.split(count)]
    splits = pour(kept, amounts, case.inputs.loan.terms.allocation)
    rows = [
        row_of_parts(number, case.today + timedelta(days=step_days * number), split)
        for number, split in enumerate(splits, start=1)
    ]
    values = {"payoff": str(full), "given_up_rate": str(limits.max_waived_rate)}
    return Draft(
        rows,
        loan_total=price.minor,
        arithmetic=(Step("discount", values, str(price)),),
        if_missed=IfMissed.PRICE_LAPSES,
        closes_loan=True,
        credit_used=True,
    )


def _less(parts: Owed, given_up: int) -> Owed:
    """What is left when penalty interest is given up first, then fees, interest, principal."""
    kept = {}
    for part in (Part.PENALTY_INTEREST, Part.FEES, Part.INTEREST, Part.PRINCIPAL):
        amount: Money = getattr(parts, part.value)
        taken = min(amount.minor, given_up)
        given_up -= taken
        kept[part.value] = Money(amount.minor - taken, amount.currency)
    return Owed(**kept)


EARLY_SETTLEMENT = Kind(
    OfferKind.EARLY_SETTLEMENT,
    _unavailable_early,
    _asked_days,
    _usual_days,
    lambda limits: limits.max_days,
    _build_early,
    beyond=Reason.TOO_LONG,
)
DISCOUNT_SETTLEMENT = Kind(
    OfferKind.DISCOUNT_SETTLEMENT,
    _unavailable_discount,
    _asked_count,
    _usual_count,
    lambda limits: limits.max_installments,
    _build_discount,
)
