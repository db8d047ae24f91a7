"""Where a small fault in the rules of money would have gone unseen."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from asking import agreed, ask, cny, current, late

from bot.loans import (
    ContactRefusal,
    ContactRules,
    DelinquencyBucket,
    Method,
    OfferKind,
    Payment,
    Window,
    assess,
    may_contact,
)


@pytest.mark.parametrize("kind", [OfferKind.RESPREAD, OfferKind.REDUCED_PAYMENTS])
def test_spreading_anew_on_a_due_date_keeps_the_interest_that_fell_due_that_day(
    loan_terms, wide_terms, kind
):
    loan, today = late(loan_terms), date(2026, 5, 15)
    offer = ask(loan, wide_terms, today=today, kind=kind, installments=24).made[0]
    after = replace(loan, arrangements=(agreed(offer, wide_terms),))
    before = assess(loan, today=today).payoff
    assert assess(after, today=today).payoff.minor == pytest.approx(before.minor, abs=2)


@pytest.mark.parametrize("count", [13, 24])
def test_spreading_anew_repays_all_of_it_with_the_last_installment(loan_terms, wide_terms, count):
    loan = late(loan_terms)
    state = assess(loan, today=date(2026, 4, 20))
    offer = ask(loan, wide_terms, kind=OfferKind.RESPREAD, installments=count).made[0]
    left = sum(i.unpaid.principal.minor for i in state.installments)
    assert sum(i.principal.minor for i in offer.installments) == left
    carried = state.overdue.penalty_interest.minor
    assert sum(i.penalty_interest.minor for i in offer.installments) == carried


def test_the_price_of_settling_has_what_was_paid_ahead_taken_off_once(loan_terms, wide_terms):
    ahead = Payment("p", cny(3000), date(2026, 2, 1))
    loan = replace(current(loan_terms), payments=(ahead,))
    offer = ask(loan, wide_terms, today=date(2026, 2, 2), kind=OfferKind.EARLY_SETTLEMENT).made[0]
    assert [outlay.amount for outlay in offer.outlays] == [offer.total]
    assert offer.total == assess(loan, today=date(2026, 2, 2)).payoff


def test_the_dearest_date_is_told(loan_terms, wide_terms):
    offer = ask(late(loan_terms), wide_terms, kind=OfferKind.INTEREST_ONLY, installments=6).made[0]
    assert offer.highest_outlay.amount == max(outlay.amount for outlay in offer.outlays)
    assert offer.highest_outlay.amount > offer.first_outlay.amount


def test_a_contact_of_a_whole_week_ago_counts_no_more():
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    rules = ContactRules(Window(time(9), time(19)), max_a_day=9, max_in_7_days=1)

    def refusal(sent):
        bucket = DelinquencyBucket.D1_30
        return may_contact(rules, bucket, sent=[sent], pauses=(), now=now).refusal

    assert refusal(now - timedelta(days=7)) is None
    assert refusal(now - timedelta(days=7) + timedelta(seconds=1)) is ContactRefusal.TOO_OFTEN


def test_moving_a_flat_fee_installment_costs_nothing_to_who_then_closes_the_loan(
    loan_terms, wide_terms
):
    flat = replace(loan_terms, method=Method.FLAT_FEE, fee_rate=Decimal("0.006"))
    loan = late(flat)
    offer = ask(loan, wide_terms, kind=OfferKind.DEFERRAL, days=30).made[0]
    assert offer.difference > cny(0)
    after = replace(loan, arrangements=(agreed(offer, wide_terms),))
    day = date(2026, 5, 1)
    assert assess(after, today=day).payoff <= assess(loan, today=day).payoff
