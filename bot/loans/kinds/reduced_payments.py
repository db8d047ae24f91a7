"""Smaller payments for a while, then the regular ones until all is paid; only interest likewise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING

from bot.loans.apr import apr_of
from bot.loans.case import Case
from bot.loans.draft import Draft
from bot.loans.kinds.kind import Kind, upto
from bot.loans.offer import Refusal, Step
from bot.loans.reamortizing import Balance, Parts, balance_of, lay_out
from bot.loans.terms import Limits, OfferKind, Reason

_USUAL = (3, 6)


def _unavailable(kind: OfferKind) -> Callable[[Case], Refusal | None]:
    def unavailable(case: Case) -> Refusal | None:
        return None if case.regular and case.owes else Refusal(kind, Reason.NOTHING_OWED)

    return unavailable


def _asked(case: Case) -> int | None:
    request = case.inputs.request
    return request.installments if request.amount is None else request.installments or _USUAL[0]


def _asked_interest_only(case: Case) -> int | None:
    return case.inputs.request.installments


def _usual(case: Case, limits: Limits) -> Iterable[int]:
    return upto(_USUAL, limits.max_installments or _USUAL[-1])


def _build(case: Case, limits: Limits, count: int) -> Draft:
    regular = case.regular[0].unpaid
    least = case.money(regular).share(limits.min_payment_rate, rounding=ROUND_CEILING).minor
    asked = case.inputs.request.amount
    reduced = min(regular, max(least, asked.minor if asked else 0))
    step = Step(
        "reduced",
        {"regular": str(case.money(regular)), "least": str(case.money(least)), "times": str(count)},
        str(case.money(reduced)),
    )
    return _lay_out(case, limits, count, step, lambda _: reduced)


def _build_interest_only(case: Case, limits: Limits, count: int) -> Draft:
    regular = case.money(case.regular[0].unpaid)
    step = Step("interest_only", {"regular": str(regular), "times": str(count)}, str(regular))
    return _lay_out(case, limits, count, step, lambda charge: charge)


def _lay_out(
    case: Case, limits: Limits, count: int, step: Step, reduced: Callable[[int], int]
) -> Draft:
    start = balance_of(case)
    regular = max(item.unpaid for item in case.regular)

    def pay(index: int, balance: Balance) -> Parts:
        charge = balance.charge
        return balance.take(reduced(charge) if index < count else max(regular, charge + 1))

    rows = list(lay_out(case, pay))
    return Draft(
        rows,
        loan_total=sum(row.amount for row in rows),
        arithmetic=(step,),
        replaces=tuple(item.number for item in case.unpaid),
        credit_used=True,
        apr=apr_of(case, start, rows),
    )


REDUCED_PAYMENTS = Kind(
    OfferKind.REDUCED_PAYMENTS,
    _unavailable(OfferKind.REDUCED_PAYMENTS),
    _asked,
    _usual,
    lambda limits: limits.max_installments,
    _build,
    heeds_amount=True,
)
INTEREST_ONLY = Kind(
    OfferKind.INTEREST_ONLY,
    _unavailable(OfferKind.INTEREST_ONLY),
    _asked_interest_only,
    _usual,
    lambda limits: limits.max_installments,
    _build_interest_only,
)
