from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from asking import TODAY, agreed, ask, cny, current, late

from bot.loans import (
    Method,
    OfferInputs,
    OfferKind,
    OfferRequest,
    Payment,
    Reason,
    Role,
    assess,
    build_schedule,
)
from bot.loans.case import Case
from bot.loans.reamortizing import lay_out

RESPREAD = OfferKind.RESPREAD
JANUARY = date(2026, 1, 20)


def respread(loan, terms, today=JANUARY, **request):
    return ask(loan, terms, kind=RESPREAD, today=today, **request)


def test_a_loan_spread_anew_before_its_first_due_date_is_the_longer_loan(loan_terms, wide_terms):
    offer = respread(current(loan_terms), wide_terms, installments=24).made[0]
    assert offer.schedule == build_schedule(replace(loan_terms, installments=24))
    assert offer.installments == offer.schedule
    assert offer.replaces == tuple(range(1, 13))


def test_the_cost_of_more_time_is_the_difference(loan_terms, wide_terms):
    offer = respread(current(loan_terms), wide_terms, installments=24).made[0]
    longer = sum(i.amount.minor for i in build_schedule(replace(loan_terms, installments=24)))
    today = sum(i.amount.minor for i in build_schedule(loan_terms))
    assert offer.difference.minor == longer - today
    assert offer.loan_total == offer.total
    # 1.2 % a month, compounded.
    assert offer.apr == Decimal("0.1539")


def test_arrears_are_carried_in_equal_parts_and_bear_no_interest(loan_terms, wide_terms):
    loan = late(loan_terms)
    owed = assess(loan, today=TODAY).overdue
    offer = respread(loan, wide_terms, TODAY, installments=10).made[0]
    assert [i.number for i in offer.schedule] == list(range(2, 12))
    penalty = owed.penalty_interest.minor
    assert [i.penalty_interest.minor for i in offer.schedule[:-1]] == [penalty // 10] * 9
    assert sum(i.penalty_interest.minor for i in offer.schedule) == penalty
    principal = assess(loan, today=TODAY).outstanding_principal
    assert sum(i.principal.minor for i in offer.schedule) == principal.minor
    # The running month's interest on what is not overdue, 25 days' on what is.
    running = divide(principal.minor - owed.principal.minor, "0.012")
    overdue = divide(owed.principal.minor, Decimal("0.144") * 25 / 360)
    first = offer.schedule[0].interest.minor
    assert first == running + overdue + owed.interest.minor // 10


def divide(amount, rate):
    return round(Decimal(amount) * Decimal(rate))


def test_every_installment_but_the_odd_ends_is_equal(loan_terms, wide_terms):
    offer = respread(late(loan_terms), wide_terms, TODAY, installments=18).made[0]
    middle = {i.amount for i in offer.schedule[1:-1]}
    assert max(middle) - min(middle) <= cny("0.01")


def test_what_they_can_pay_leads_to_the_fewest_installments_that_fit(loan_terms, wide_terms):
    loan = current(loan_terms)
    offer = respread(loan, wide_terms, amount=cny(600)).made[0]
    count = len(offer.schedule)
    assert offer.schedule[0].amount <= cny(600)
    shorter = respread(loan, wide_terms, installments=count - 1).made[0]
    assert shorter.schedule[0].amount > cny(600)


def test_an_amount_too_small_is_answered_with_the_least_that_is_possible(loan_terms, wide_terms):
    offers = respread(current(loan_terms), wide_terms, amount=cny(100))
    (refusal,) = offers.refused
    assert refusal.reason is Reason.AMOUNT_TOO_SMALL
    assert refusal.arguments["least"] == min(o.schedule[0].amount for o in offers.made)


def test_the_usual_terms_are_half_a_year_a_year_and_the_longest_more(loan_terms, wide_terms):
    offers = respread(current(loan_terms), wide_terms)
    assert [len(offer.schedule) for offer in offers.made] == [18, 24, 36]


def test_a_flat_fee_goes_on_for_as_long_as_the_loan_does(loan_terms, wide_terms):
    flat = replace(
        loan_terms, method=Method.FLAT_FEE, annual_rate=Decimal(0), fee_rate=Decimal("0.006")
    )
    offer = respread(current(flat), wide_terms, installments=20).made[0]
    assert {i.principal for i in offer.schedule} == {cny(600)}
    assert offer.schedule[0].fees == cny(72)
    assert offer.schedule[-1].fees == cny("3.60")
    assert offer.apr is not None
    fits = respread(current(flat), wide_terms, amount=cny(672)).made[0]
    assert len(fits.schedule) == 20


def test_without_a_rate_there_is_no_percentage(loan_terms, wide_terms):
    free = replace(loan_terms, annual_rate=Decimal(0))
    offer = respread(current(free), wide_terms, installments=24).made[0]
    assert offer.apr is None
    assert offer.difference.minor == 0
    assert {i.amount for i in offer.schedule} == {cny(500)}


def test_money_paid_ahead_lowers_what_is_spread(loan_terms, wide_terms):
    loan = replace(current(loan_terms), payments=(Payment("p1", cny(2000), date(2026, 1, 18)),))
    offer = respread(loan, wide_terms, installments=24).made[0]
    assert sum(i.principal.minor for i in offer.schedule) == 1000000
    assert [outlay.amount for outlay in offer.outlays] == [i.amount for i in offer.schedule]
    after = replace(loan, arrangements=(agreed(offer, wide_terms),))
    state = assess(after, today=JANUARY)
    assert state.credit.minor == 0
    assert state.outstanding == offer.loan_total


def test_nothing_is_spread_once_all_is_paid_ahead(loan_terms, wide_terms):
    loan = replace(current(loan_terms), payments=(Payment("p1", cny(12000), date(2026, 1, 18)),))
    (refusal,) = respread(loan, wide_terms).refused
    assert refusal.reason is Reason.NOTHING_OWED


def test_the_new_schedule_is_the_loans_own_once_agreed(loan_terms, wide_terms):
    loan = late(loan_terms)
    offer = respread(loan, wide_terms, TODAY, installments=18).made[0]
    after = replace(loan, arrangements=(agreed(offer, wide_terms),))
    state = assess(after, today=date(2026, 5, 1))
    assert state.days_past_due == 0
    assert state.outstanding == offer.loan_total
    assert state.next_installment.amount == offer.schedule[0].amount
    missed = assess(after, today=date(2026, 5, 20))
    assert (missed.days_past_due, missed.arrears) == (5, offer.schedule[0].amount)


@pytest.mark.parametrize("method", [Method.EQUAL_PRINCIPAL, Method.INTEREST_ONLY])
def test_any_loan_is_spread_in_equal_installments(loan_terms, wide_terms, method):
    loan = current(replace(loan_terms, method=method))
    offer = respread(loan, wide_terms, installments=24).made[0]
    assert offer.schedule == build_schedule(replace(loan_terms, installments=24))


def test_no_schedule_is_longer_than_six_hundred_installments(loan_terms, wide_terms):
    loan = current(loan_terms)
    case = Case(OfferInputs(loan, OfferRequest(), JANUARY, Role.ASSISTANT), wide_terms)
    rows = list(lay_out(case, lambda _, balance: balance.take(balance.charge)))
    assert (len(rows), rows[-1].principal) == (600, 1200000)


def test_an_amount_too_small_to_split_leaves_out_empty_installments(loan_terms, wide_terms):
    small = replace(loan_terms, principal=cny("0.05"), annual_rate=Decimal(0))
    offer = respread(current(small), wide_terms, installments=36).made[0]
    assert [i.amount for i in offer.schedule] == [cny("0.05")]
