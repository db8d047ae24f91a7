"""All offers a lender's terms allow for a request, and why the others are not made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.loans import arrears_plan, deferral
from bot.loans.case import Case
from bot.loans.loan import Loan
from bot.loans.offer import Mark, Offer, OfferInputs, OfferRequest, Offers, Reason, Refusal
from bot.loans.terms import Limits, OfferKind, Role, Terms


@dataclass(frozen=True)
class Kind:
    """How one kind of offer is made; an option is its number of installments or days."""

    kind: OfferKind
    unavailable: Callable[[Case], Refusal | None]
    asked: Callable[[Case], int | None]
    usual: Callable[[Limits], Iterator[int]]
    build: Callable[[Case, Limits, int], Offer]


_KINDS = tuple(
    Kind(module.KIND, module.unavailable, module.asked, module.usual, module.build)
    for module in (arrears_plan, deferral)
)


def compute_offers(
    loan: Loan,
    request: OfferRequest,
    terms: Terms,
    *,
    today: date,
    role: Role = Role.ASSISTANT,
    holidays: frozenset[date] = frozenset(),
) -> Offers:
    """Offers ``role`` may agree today, best fit for the request first; refusals with reasons.

    With ``request.kind`` only that kind is computed, otherwise all. What was asked for and cannot
    be had is refused, and the nearest that can be is offered beside it.
    """
    case = Case(OfferInputs(loan, request, today, role, holidays), terms)
    made: list[Offer] = []
    refused: list[Refusal] = []
    for kind in _KINDS:
        if request.kind in {None, kind.kind}:
            for answer in _answers(kind, case):
                (made if isinstance(answer, Offer) else refused).append(answer)  # type: ignore[arg-type]
    return Offers(tuple(_marked(_distinct(made))), tuple(refused))


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
    )
    return next((again for again in offers.made if again == offer), None)


def _answers(kind: Kind, case: Case) -> Iterator[Offer | Refusal]:
    refusal = _barred(kind, case)
    if refusal is not None:
        yield refusal
        return
    limits = case.limits[kind.kind]
    option = kind.asked(case)
    if option is not None:
        yield _answer_for(kind, case, limits, option)
    usable = [kept for kept in limits if case.inputs.role.may_approve(kept.approval)]
    if not usable:
        yield Refusal(kind.kind, Reason.NEEDS_APPROVAL, {"role": limits[0].approval.value})
        return
    for count in kind.usual(usable[-1]):
        offer = kind.build(case, usable[-1], count)
        if _breach(case, usable[-1], offer, count) is None:
            yield offer


def _barred(kind: Kind, case: Case) -> Refusal | None:
    limits = case.limits[kind.kind]
    if not limits:
        return Refusal(kind.kind, Reason.NOT_IN_TERMS)
    unavailable = kind.unavailable(case)
    if unavailable is not None:
        return unavailable
    held = next((a for a in case.inputs.loan.arrangements if a.is_open), None)
    if held is not None and not case.inputs.request.replaces_open:
        return Refusal(kind.kind, Reason.ARRANGEMENT_OPEN, {"reference": held.reference})
    return None


def _answer_for(kind: Kind, case: Case, limits: Iterable[Limits], option: int) -> Offer | Refusal:
    """The first authority under which it is allowed, if this role has it."""
    breach = Refusal(kind.kind, Reason.NOT_IN_TERMS)
    for kept in limits:
        if option < 1:
            return Refusal(kind.kind, Reason.DATE_IN_THE_PAST, {"asked": option})
        found = _out_of_bounds(kept, option)
        offer = None if found else kind.build(case, kept, option)
        found = found or (_breach(case, kept, offer, option) if offer else None)
        if offer is None or found is not None:
            breach = found or breach
        elif case.inputs.role.may_approve(kept.approval):
            return offer
        else:
            return Refusal(kind.kind, Reason.NEEDS_APPROVAL, {"role": kept.approval.value})
    return breach


def _out_of_bounds(limits: Limits, option: int) -> Refusal | None:
    days = limits.kind is OfferKind.DEFERRAL
    limit = limits.max_days if days else limits.max_installments
    reason = Reason.TOO_LONG if days else Reason.TOO_MANY_INSTALLMENTS
    if limit is not None and option > limit:
        return Refusal(limits.kind, reason, {"asked": option, "limit": limit})
    return None


def _breach(case: Case, limits: Limits, offer: Offer, option: int) -> Refusal | None:
    """Why these limits do not allow the offer, if they do not."""
    used = case.used_in_12_months(limits.kind)
    if limits.max_in_12_months is not None and used >= limits.max_in_12_months:
        arguments = {"used": used, "limit": limits.max_in_12_months, "months": 12}
        return Refusal(limits.kind, Reason.TOO_OFTEN, arguments)
    smallest = min(kept.amount for kept in offer.installments)
    if limits.min_installment is not None and smallest < limits.min_installment and option > 1:
        values = {"amount": smallest, "limit": limits.min_installment}
        return Refusal(limits.kind, Reason.INSTALLMENT_TOO_SMALL, values)
    surplus = case.inputs.request.surplus
    highest = offer.highest_outlay.amount
    if surplus is not None and highest > surplus:
        return Refusal(limits.kind, Reason.ABOVE_SURPLUS, {"amount": highest, "surplus": surplus})
    return None


def _distinct(offers: list[Offer]) -> list[Offer]:
    seen: dict[tuple[object, ...], Offer] = {}
    for offer in offers:
        seen.setdefault((offer.kind, offer.installments, offer.schedule), offer)
    return list(seen.values())


def _marked(offers: list[Offer]) -> list[Offer]:
    if not offers:
        return []
    smallest = min(offers, key=lambda o: (o.first_outlay.amount.minor, -o.first_date.toordinal()))
    cheapest = min(offers, key=lambda o: (o.loan_total.minor, o.last_date))
    return [
        replace(
            offer,
            marks=frozenset(
                mark
                for mark, best in (
                    (Mark.SMALLEST_PAYMENT_NOW, smallest),
                    (Mark.CHEAPEST_OVERALL, cheapest),
                )
                if offer is best
            ),
        )
        for offer in offers
    ]
