"""All offers a lender's terms allow for a request, and why the others are not made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.loans.case import Case
from bot.loans.kinds.arrears_plan import ARREARS_PLAN
from bot.loans.kinds.deferral import DEFERRAL
from bot.loans.kinds.due_day import CHANGE_DUE_DAY
from bot.loans.kinds.extension import EXTENSION
from bot.loans.kinds.kind import Kind
from bot.loans.kinds.reduced_payments import INTEREST_ONLY, REDUCED_PAYMENTS
from bot.loans.kinds.respread import RESPREAD
from bot.loans.kinds.settlement import DISCOUNT_SETTLEMENT, EARLY_SETTLEMENT
from bot.loans.kinds.waiver import WAIVER
from bot.loans.limits import breach_of
from bot.loans.loan import Loan
from bot.loans.money import Money
from bot.loans.offer import (
    Mark,
    Offer,
    OfferInputs,
    OfferRequest,
    Offers,
    Override,
    Refusal,
)
from bot.loans.terms import Limits, OfferKind, Reason, Role, Terms

_KINDS = (
    ARREARS_PLAN,
    DEFERRAL,
    EXTENSION,
    RESPREAD,
    REDUCED_PAYMENTS,
    INTEREST_ONLY,
    WAIVER,
    EARLY_SETTLEMENT,
    DISCOUNT_SETTLEMENT,
    CHANGE_DUE_DAY,
)

_STARTING = frozenset({OfferKind.ARREARS_PLAN, OfferKind.RESPREAD})
"""Kinds whose first installment may be asked for later."""


def compute_offers(
    loan: Loan,
    request: OfferRequest,
    terms: Terms,
    *,
    today: date,
    role: Role = Role.ASSISTANT,
    holidays: frozenset[date] = frozenset(),
    overrides: tuple[Override, ...] = (),
) -> Offers:
    """Offers ``role`` may agree today, the nearest to the request first; refusals with reasons.

    With ``request.kind`` only that kind is computed, and others beside it if the request says so;
    otherwise all. What was asked for and cannot be had is refused, and the nearest that can be is
    offered beside it. ``overrides`` set limits aside where the terms let those who made them, or
    ``role``, do so.
    """
    case = Case(OfferInputs(loan, request, today, role, holidays, overrides), terms)
    made: list[Offer] = []
    beside: list[Offer] = []
    refused: list[Refusal] = []
    for kind in _KINDS:
        if request.kind in {None, kind.kind}:
            for answer in _answers(kind, case):
                if isinstance(answer, Offer):
                    made.append(answer)
                else:
                    refused.append(answer)
        elif request.beside:
            beside += _beside(kind, case)
    return Offers(tuple(_marked(_distinct([*made, *beside]))), tuple(refused))


def recompute(offer: Offer, terms: Terms) -> Offer | None:
    """The same offer from its stored inputs; ``None`` when it no longer comes out."""
    inputs = offer.inputs
    if inputs is None or terms.version != offer.terms_version:
        return None
    offers = compute_offers(
        inputs.loan,
        inputs.request,
        terms,
        today=inputs.today,
        role=inputs.role,
        holidays=inputs.holidays,
        overrides=inputs.overrides,
    )
    return next((again for again in offers.made if again == offer), None)


def counter(offer: Offer, amount: Money, *, includes_regular: bool = False) -> OfferRequest:
    """The request that "that is too much, I can pay this" makes of an offer on the table."""
    request = offer.inputs.request if offer.inputs else OfferRequest()
    return replace(
        request,
        kind=offer.kind,
        installments=None,
        amount=amount,
        includes_regular=includes_regular,
    )


def _answers(kind: Kind, case: Case) -> Iterator[Offer | Refusal]:
    refusal = _barred(kind, case)
    if refusal is not None:
        yield refusal
        return
    limits = case.limits(kind.kind)
    late = _late_start(kind, case)
    if late is not None:
        yield late
    option = kind.asked(case)
    asked = None
    if option is not None:
        asked = _answer_for(kind, case, limits, option)
        yield asked
    usable = [kept for kept in limits if case.may_agree(kept)]
    if usable:
        options = list(kind.usual(case, usable[-1]))
        if isinstance(asked, Refusal):
            options.sort(key=lambda usual: abs(usual - (option or 0)))
        yield from _usual(kind, case, usable[-1], options, asked)
    elif asked is None:
        yield Refusal(kind.kind, Reason.NEEDS_APPROVAL, {"role": limits[0].approval.value})


def _beside(kind: Kind, case: Case) -> Iterator[Offer]:
    """What is usual of a kind that was not asked for; nothing is said of what cannot be had."""
    usable = [kept for kept in case.limits(kind.kind) if case.may_agree(kept)]
    if usable and _barred(kind, case) is None:
        answers = _usual(kind, case, usable[-1], kind.usual(case, usable[-1]), None)
        yield from (answer for answer in answers if isinstance(answer, Offer))


def _usual(
    kind: Kind,
    case: Case,
    limits: Limits,
    options: Iterable[int],
    asked: Offer | Refusal | None,
) -> Iterator[Offer | Refusal]:
    """What to show beside what was asked for; not what is dearer than the amount they named."""
    heeds_amount = kind.heeds_amount and isinstance(asked, Offer)
    answers = [_try(kind, case, limits, option, heeds_amount=heeds_amount) for option in options]
    made = [answer for answer in answers if isinstance(answer, Offer)]
    yield from made
    if answers and not made and asked is None:
        yield answers[-1]


def _barred(kind: Kind, case: Case) -> Refusal | None:
    if not case.limits(kind.kind):
        product = case.terms.products.get(case.inputs.loan.terms.product)
        if product is not None and any(kept.kind is kind.kind for kept in product.limits):
            return Refusal(kind.kind, Reason.BUCKET_EXCLUDED, {"bucket": case.bucket.value})
        return Refusal(kind.kind, Reason.NOT_IN_TERMS)
    unavailable = kind.unavailable(case)
    if unavailable is not None:
        return unavailable
    held = next((a for a in case.inputs.loan.arrangements if a.is_open), None)
    if held is not None and not case.inputs.request.replaces_open:
        return Refusal(kind.kind, Reason.ARRANGEMENT_OPEN, {"reference": held.reference})
    return None


def _late_start(kind: Kind, case: Case) -> Refusal | None:
    """They asked to begin later than anybody here may agree: what is offered begins sooner."""
    starts_on = case.inputs.request.starts_on
    if starts_on is None or kind.kind not in _STARTING:
        return None
    latest = case.latest_start(kind.kind)
    if next(case.due_dates_after(starts_on - timedelta(days=1))) <= latest:
        return None
    return Refusal(kind.kind, Reason.STARTS_TOO_LATE, {"asked": starts_on, "latest": latest})


def _answer_for(kind: Kind, case: Case, limits: Iterable[Limits], option: int) -> Offer | Refusal:
    """The first authority under which it is allowed, if this role has it."""
    breach = Refusal(kind.kind, Reason.NOT_IN_TERMS)
    for kept in limits:
        answer = _try(kind, case, kept, option, heeds_amount=kind.heeds_amount)
        if isinstance(answer, Offer):
            if case.may_agree(kept):
                return answer
            return Refusal(kind.kind, Reason.NEEDS_APPROVAL, {"role": kept.approval.value})
        breach = answer
    return breach


def _try(
    kind: Kind, case: Case, limits: Limits, option: int, *, heeds_amount: bool
) -> Offer | Refusal:
    if option < 1:
        past = kind.beyond is Reason.TOO_LONG
        reason = Reason.DATE_IN_THE_PAST if past else Reason.NOT_POSITIVE
        return Refusal(kind.kind, reason, {"asked": option})
    bound = kind.bound(limits)
    if bound is not None and option > bound and not case.overridden(kind.kind, kind.beyond):
        return _beyond(kind, case, limits, option, bound)
    offer = _build(kind, case, limits, option)
    return breach_of(case, limits, offer, heeds_amount=heeds_amount) or offer


def _build(kind: Kind, case: Case, limits: Limits, option: int) -> Offer:
    return case.offer(limits, kind.build(case, limits, option))


def _beyond(kind: Kind, case: Case, limits: Limits, option: int, bound: int) -> Refusal:
    """Too much was asked for; when it was an amount, say the least that is possible."""
    request = case.inputs.request
    if kind.heeds_amount and request.amount is not None and request.installments is None:
        longest = _build(kind, case, limits, bound)
        least = longest.first_outlay.amount
        if not request.includes_regular:
            least = longest.installments[0].amount
        small = {"amount": request.amount, "least": least, "role": limits.approval.value}
        return Refusal(kind.kind, Reason.AMOUNT_TOO_SMALL, small)
    many = {"asked": option, "limit": bound, "role": limits.approval.value}
    return Refusal(kind.kind, kind.beyond, many)


def _distinct(offers: list[Offer]) -> list[Offer]:
    seen: dict[tuple[object, ...], Offer] = {}
    for offer in offers:
        key = (offer.kind, len(offer.installments), offer.first_date, offer.last_date, offer.total)
        seen.setdefault(key, offer)
    return list(seen.values())


def _marked(offers: list[Offer]) -> list[Offer]:
    """Mark the smallest payment now and the cheapest overall among them.

    Closing the whole loan is not held against ways of keeping it, unless nothing else is there.
    """
    if not offers:
        return []
    kept = [offer for offer in offers if not offer.closes_loan] or offers
    smallest = min(kept, key=lambda o: (o.first_outlay.amount.minor, -o.first_date.toordinal()))
    cheapest = min(kept, key=lambda o: (o.loan_total.minor, o.last_date))
    marks = ((Mark.SMALLEST_PAYMENT_NOW, smallest), (Mark.CHEAPEST_OVERALL, cheapest))
    return [
        replace(offer, marks=frozenset(mark for mark, best in marks if best is offer))
        if offer in (smallest, cheapest)
        else offer
        for offer in offers
    ]
