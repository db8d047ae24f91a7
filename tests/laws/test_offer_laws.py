"""Laws of every offer, whatever the loan and the request.

1. Installments sum to the total to the minor unit; dates never go back; each lies after today.
2. A plan covers the arrears exactly; a deferral without interest never loses or makes a unit.
3. New installments repay the same principal as those they replace, less what was paid ahead.
4. Computed again from its stored record an offer comes out the same.
5. Nothing above the surplus is proposed.
6. Agreeing new installments changes nothing of what closing the loan costs that day, when nothing
   was paid ahead.
7. Kept to the last outlay, an arrangement is completed; a loan closed by it owes nothing.
8. One offer is the smallest payment now and one is the cheapest overall.
"""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loan_strategies import HOLIDAYS, days_st, loans_st, requests_st, terms_for

from bot.loans import (
    Mark,
    Offer,
    OfferKind,
    OfferRequest,
    Payment,
    Standing,
    agree,
    assess,
    compute_offers,
    follow,
    recompute,
)


@st.composite
def cases_st(draw):
    loan = draw(loans_st())
    return loan, draw(requests_st(loan)), draw(days_st(loan))


def offers_of(case, **more):
    loan, request, today = case
    terms = terms_for(loan.currency, **more)
    return compute_offers(loan, request, terms, today=today, holidays=HOLIDAYS).made, terms


@given(cases_st())
def test_installments_sum_to_the_total_on_days_to_come(case):
    for offer in offers_of(case)[0]:
        assert sum(i.amount.minor for i in offer.installments) == offer.total.minor
        dates = [i.due_date for i in offer.installments]
        assert dates == sorted(dates)
        assert min(dates) > case[2]
        parts = [
            part.minor
            for i in offer.installments
            for part in (i.principal, i.interest, i.fees, i.penalty_interest)
        ]
        assert min(parts) >= 0
        assert all(outlay.amount.minor > 0 for outlay in offer.outlays)


@given(cases_st())
def test_a_plan_covers_the_arrears_exactly(case):
    loan, request, today = case
    case = (loan, replace(request, kind=OfferKind.ARREARS_PLAN, beside=False), today)
    owed = assess(loan, today=today, holidays=HOLIDAYS).overdue
    for offer in offers_of(case)[0]:
        assert offer.total == owed.total
        assert sum(i.principal.minor for i in offer.installments) == owed.principal.minor


@given(cases_st(), st.sampled_from([OfferKind.DEFERRAL, OfferKind.EXTENSION]))
def test_moving_without_interest_never_loses_a_unit(case, kind):
    loan, request, today = case
    case = (loan, replace(request, kind=kind, beside=False), today)
    for offer in offers_of(case, interest_runs=False)[0]:
        assert offer.difference.minor == 0
        assert offer.loan_total == assess(loan, today=today, holidays=HOLIDAYS).outstanding


@given(cases_st())
def test_new_installments_repay_the_principal_they_replace(case):
    loan, _, today = case
    state = assess(loan, today=today, holidays=HOLIDAYS)
    for offer in offers_of(case)[0]:
        if not offer.replaces:
            continue
        replaced = sum(
            i.unpaid.principal.minor for i in state.installments if i.number in offer.replaces
        )
        new = sum(i.principal.minor for i in offer.schedule)
        assert replaced - new in {0, state.credit.minor}


@given(cases_st())
def test_an_offer_comes_out_the_same_from_its_record(case):
    offers, terms = offers_of(case)
    for offer in offers:
        read = Offer.from_record(json.loads(json.dumps(offer.to_record())))
        assert read == offer
        assert recompute(read, terms) == offer


@given(cases_st())
def test_nothing_above_the_surplus_is_proposed(case):
    surplus = case[1].surplus
    for offer in offers_of(case)[0]:
        if surplus is not None:
            months = Counter()
            for outlay in offer.outlays:
                months[outlay.due_date.year, outlay.due_date.month] += outlay.amount.minor
            assert max(months.values()) <= surplus.minor


@given(cases_st())
def test_an_arrangement_that_is_paid_as_asked_is_completed(case):
    loan, _, today = case
    offers, terms = offers_of(case)
    now = datetime.combine(today, time(12))
    for offer in offers:
        agreed = agree("A-1", offer, terms, now=now, today=today)
        payments = tuple(
            Payment(f"K-{number}", outlay.amount, outlay.due_date)
            for number, outlay in enumerate(offer.outlays)
        )
        kept = replace(loan, payments=(*past(loan, today), *payments), arrangements=(agreed,))
        end = offer.outlays[-1].due_date
        progress = follow(agreed, kept.payments, terms, today=end)
        assert progress.standing is Standing.COMPLETED
        state = assess(kept, today=end, holidays=HOLIDAYS)
        assert state.paid.total.minor + state.credit.minor == received(kept, end)
        if offer.closes_loan:
            assert state.outstanding.minor == 0
        if offer.replaces and set(offer.replaces) == open_numbers(loan, today):
            assert state.outstanding.minor == 0
        if offer.kind is OfferKind.WAIVER:
            assert state.waived.minor == sum(m.minor for m in offer.waived.values())
        before = assess(kept, today=end - timedelta(days=1), holidays=HOLIDAYS)
        assert before.days_past_due == 0 or offer.kind in NOT_RE_AGED


@given(cases_st())
def test_agreeing_changes_nothing_of_todays_payoff(case):
    loan, _, today = case
    offers, terms = offers_of(case)
    now = datetime.combine(today, time(12))
    state = assess(loan, today=today, holidays=HOLIDAYS)
    before = state.payoff
    # What was paid ahead goes to principal at once when it is spread anew, which makes it cheaper.
    for offer in offers if not state.credit else ():
        agreed = agree("A-1", offer, terms, now=now, today=today)
        after = assess(replace(loan, arrangements=(agreed,)), today=today, holidays=HOLIDAYS)
        assert after.payoff.minor == pytest.approx(before.minor, abs=2)


def received(loan, today):
    seen = past(loan, today)
    taken_back = {p.reversal_of for p in seen}
    return sum(
        p.amount.minor for p in seen if p.reversal_of is None and p.reference not in taken_back
    )


# While these are kept, what was overdue stays so by contract until it is paid.
NOT_RE_AGED = {
    OfferKind.ARREARS_PLAN,
    OfferKind.WAIVER,
    OfferKind.EARLY_SETTLEMENT,
    OfferKind.DISCOUNT_SETTLEMENT,
    OfferKind.CHANGE_DUE_DAY,
}


def past(loan, today):
    """Payments up to today; a reversal that comes later is left out with its future."""
    return tuple(p for p in loan.payments if p.received_on <= today)


def open_numbers(loan, today):
    state = assess(loan, today=today, holidays=HOLIDAYS)
    return {i.number for i in state.installments if i.unpaid.total}


@given(cases_st())
def test_the_smallest_and_the_cheapest_are_among_the_offers(case):
    offers, _ = offers_of(case)
    marks = Counter(mark for offer in offers for mark in offer.marks)
    assert marks == (Counter(Mark) if offers else Counter())


@given(cases_st())
def test_without_a_kind_every_kind_is_offered_or_refused(case):
    loan, _, today = case
    terms = terms_for(loan.currency)
    offers = compute_offers(loan, OfferRequest(due_day=10), terms, today=today, holidays=HOLIDAYS)
    answered = {o.kind for o in offers.made} | {r.kind for r in offers.refused}
    assert answered == set(OfferKind)
