"""When new installments begin, and what is shown beside the kind that was asked for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from asking import TODAY, ask, cny, late

from bot.loans import Mark, OfferKind, Override, Reason, Role, recompute

PLAN, RESPREAD = OfferKind.ARREARS_PLAN, OfferKind.RESPREAD


def days_for_the_first(terms, days):
    product = terms.products["consumer_loan"]
    limits = tuple(replace(kept, first_payment_within_days=days) for kept in product.limits)
    return replace(terms, products={"consumer_loan": replace(product, limits=limits)})


@pytest.mark.parametrize("kind", [PLAN, RESPREAD])
@pytest.mark.parametrize(
    ("starts_on", "first"),
    [
        (date(2026, 4, 1), date(2026, 5, 15)),
        (date(2026, 5, 15), date(2026, 5, 15)),
        (date(2026, 5, 16), date(2026, 6, 15)),
        (date(2026, 6, 15), date(2026, 6, 15)),
    ],
)
def test_installments_begin_on_the_first_due_date_from_the_day_they_named(
    loan_terms, wide_terms, kind, starts_on, first
):
    terms = days_for_the_first(wide_terms, 60)
    offers = ask(late(loan_terms), terms, kind=kind, installments=6, starts_on=starts_on)
    assert offers.refused == ()
    assert offers.made[0].first_date == first
    assert len(offers.made[0].installments) == 6


@pytest.mark.parametrize("days", [10, 56])
def test_beginning_too_late_is_refused_with_the_latest_day_and_offered_from_it(
    loan_terms, wide_terms, days
):
    terms = days_for_the_first(wide_terms, days)
    latest = date(2026, 6, 15) if days == (date(2026, 6, 15) - TODAY).days else date(2026, 5, 15)
    starts_on = latest + timedelta(days=1)
    offers = ask(late(loan_terms), terms, kind=PLAN, installments=6, starts_on=starts_on)
    (refusal,) = offers.refused
    assert refusal.reason is Reason.STARTS_TOO_LATE
    assert refusal.arguments == {"asked": starts_on, "latest": latest}
    assert {offer.first_date for offer in offers.made} == {latest}


def test_beginning_late_can_be_overridden(loan_terms, wide_terms):
    terms = replace(wide_terms, overrides={Reason.STARTS_TOO_LATE: Role.AGENT})
    given = Override(Reason.STARTS_TOO_LATE, "mei", "pension begins in August", Role.AGENT)
    asked = {"kind": PLAN, "installments": 6, "starts_on": date(2026, 8, 1)}
    (offer, *_) = ask(late(loan_terms), terms, overrides=(given,), **asked).made
    assert offer.first_date == date(2026, 8, 15)
    assert recompute(offer, terms) == offer


def test_a_day_to_begin_says_nothing_to_what_has_no_installments(loan_terms, wide_terms):
    asked = {"kind": OfferKind.EARLY_SETTLEMENT, "starts_on": date(2027, 1, 1)}
    assert ask(late(loan_terms), wide_terms, **asked).refused == ()


def test_other_kinds_are_shown_beside_the_one_asked_for(loan_terms, wide_terms):
    asked = {"kind": OfferKind.WAIVER, "percent": 30, "beside": True}
    offers = ask(late(loan_terms), wide_terms, **asked)
    assert offers.made[0].kind is OfferKind.WAIVER
    assert {PLAN, RESPREAD} < {offer.kind for offer in offers.made}
    assert offers.refused == ()
    assert {mark for offer in offers.made for mark in offer.marks} == set(Mark)
    for offer in offers.made:
        assert recompute(offer, wide_terms) == offer


def test_what_is_beside_keeps_to_the_limits_and_the_surplus(loan_terms, terms):
    asked = {"kind": OfferKind.WAIVER, "beside": True}
    offers = ask(late(loan_terms), terms, **asked)
    assert {offer.kind for offer in offers.made} == {PLAN, OfferKind.DEFERRAL}
    assert [r.kind for r in offers.refused] == [OfferKind.WAIVER]
    assert max(len(offer.installments) for offer in offers.made) == 12
    assert ask(late(loan_terms), terms, surplus=cny(100), **asked).made == ()
