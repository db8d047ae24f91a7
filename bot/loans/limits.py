"""Whether an offer stays within the lender's limits and the borrower's means."""

from __future__ import annotations

from bot.loans.case import Case
from bot.loans.money import Money
from bot.loans.offer import Offer, Refusal
from bot.loans.terms import Limits, Reason


def breach_of(case: Case, limits: Limits, offer: Offer, *, heeds_amount: bool) -> Refusal | None:
    """The first limit it breaks; the borrower's surplus is the one that nobody overrides."""
    checks = (_amount, _often, _small) if heeds_amount else (_often, _small)
    breaches = (check(case, limits, offer) for check in checks)
    open_ones = (b for b in breaches if b and not case.overridden(limits.kind, b.reason))
    return _surplus(case, limits, offer) or next(open_ones, None)


def _surplus(case: Case, limits: Limits, offer: Offer) -> Refusal | None:
    surplus = case.inputs.request.surplus
    if surplus is None:
        return None
    highest = highest_month(offer)
    if highest <= surplus:
        return None
    return Refusal(limits.kind, Reason.ABOVE_SURPLUS, {"amount": highest, "surplus": surplus})


def highest_month(offer: Offer) -> Money:
    """The most that leaves the pocket in one calendar month."""
    months: dict[tuple[int, int], int] = {}
    for outlay in offer.outlays:
        month = (outlay.due_date.year, outlay.due_date.month)
        months[month] = months.get(month, 0) + outlay.amount.minor
    return Money(max(months.values()), offer.total.currency)


def _amount(case: Case, limits: Limits, offer: Offer) -> Refusal | None:
    request = case.inputs.request
    if request.amount is None:
        return None
    asked = offer.first_outlay.amount if request.includes_regular else offer.installments[0].amount
    if asked <= request.amount:
        return None
    arguments = {"amount": request.amount, "least": asked, "role": limits.approval.value}
    return Refusal(limits.kind, Reason.AMOUNT_TOO_SMALL, arguments)


def _often(case: Case, limits: Limits, offer: Offer) -> Refusal | None:
    if limits.max_in_12_months is None:
        return None
    used = case.used_in_12_months(limits.kind)
    if used < limits.max_in_12_months:
        return None
    arguments = {"used": used, "limit": limits.max_in_12_months, "months": 12}
    return Refusal(limits.kind, Reason.TOO_OFTEN, arguments)


def _small(case: Case, limits: Limits, offer: Offer) -> Refusal | None:
    if limits.min_installment is None or len(offer.installments) == 1:
        return None
    # The last one may be what rounding or an odd rest left over.
    least = limits.min_installment.minor
    asked = (o.arrangement.minor for o in offer.outlays[:-1] if o.arrangement)
    smallest = min(asked, default=least)
    if smallest >= least:
        return None
    amount = Money(smallest, limits.min_installment.currency)
    arguments = {"amount": amount, "limit": limits.min_installment}
    return Refusal(limits.kind, Reason.INSTALLMENT_TOO_SMALL, arguments)
