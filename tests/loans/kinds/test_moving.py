"""Deferral, extension and another due day: dates move, money does not get lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from asking import TODAY, agreed, ask, cny, current, late

from bot.loans import (
    BusinessDays,
    Frequency,
    Limits,
    OfferKind,
    OfferRequest,
    Payment,
    ProductTerms,
    Reason,
    assess,
    compute_offers,
)

JANUARY = date(2026, 1, 20)


def without_interest(terms):
    limits = tuple(
        replace(kept, interest_runs=False) for kept in terms.products["consumer_loan"].limits
    )
    return replace(terms, products={"consumer_loan": ProductTerms(limits)})


def test_a_deferral_counts_from_the_due_date_when_nothing_is_late(loan_terms, wide_terms):
    loan = current(loan_terms)
    offer = ask(loan, wide_terms, today=JANUARY, kind=OfferKind.DEFERRAL, days=10).made[0]
    (moved,) = offer.installments
    assert moved.due_date == date(2026, 2, 25)
    # Ten days of 14.4 % on the principal in it, 935.71.
    assert offer.difference == cny("3.74")
    assert moved.interest == cny("147.74")
    (step,) = offer.arithmetic
    assert step.values["principal"] == "CNY 935.71"
    assert (step.values["days"], step.result) == ("10", "CNY 3.74")


def test_a_deferral_can_let_interest_rest(loan_terms, wide_terms):
    terms = without_interest(wide_terms)
    offers = ask(current(loan_terms), terms, today=JANUARY, kind=OfferKind.DEFERRAL, days=10)
    assert offers.made[0].difference.minor == 0


def test_a_deferral_ends_on_a_business_day(loan_terms, wide_terms):
    loan = current(replace(loan_terms, business_days=BusinessDays.FOLLOWING))
    # The first due date, 15 February, is a Sunday; its Monday is made a holiday.
    holidays = frozenset({date(2026, 2, 16)})
    offer = ask(
        loan,
        wide_terms,
        today=JANUARY,
        holidays=holidays,
        kind=OfferKind.DEFERRAL,
        until=date(2026, 2, 21),
    ).made[0]
    assert offer.first_date == date(2026, 2, 23)


def test_the_usual_deferrals_are_one_two_and_the_most_weeks(loan_terms, wide_terms):
    made = ask(late(loan_terms), wide_terms, kind=OfferKind.DEFERRAL).made
    days = [(offer.first_date - TODAY).days for offer in made]
    assert days == [7, 14, 30, 60]


def test_a_deferral_beyond_the_limit_is_refused(loan_terms, wide_terms):
    (refusal,) = ask(late(loan_terms), wide_terms, kind=OfferKind.DEFERRAL, days=61).refused
    assert refusal.reason is Reason.TOO_LONG
    assert refusal.arguments == {"asked": 61, "limit": 60, "role": "assistant"}


def test_after_a_deferral_nothing_is_late_until_its_day(loan_terms, wide_terms):
    loan = late(loan_terms)
    offer = ask(loan, wide_terms, kind=OfferKind.DEFERRAL, days=20).made[0]
    after = replace(loan, arrangements=(agreed(offer, wide_terms),))
    assert assess(after, today=date(2026, 5, 9)).days_past_due == 0
    assert assess(after, today=date(2026, 5, 11)).days_past_due == 1


def test_an_installment_already_covered_is_not_deferred(loan_terms, wide_terms):
    paid = Payment("p1", cny("1079.71"), date(2026, 1, 18))
    loan = replace(current(loan_terms), payments=(paid,))
    offer = ask(loan, wide_terms, today=JANUARY, kind=OfferKind.DEFERRAL, days=10).made[0]
    assert offer.first_date == date(2026, 3, 25)


def test_money_paid_ahead_is_taken_off_the_next_outlays(loan_terms, wide_terms):
    paid = Payment("p1", cny(100), date(2026, 1, 18))
    loan = replace(current(loan_terms), payments=(paid,))
    offer = ask(loan, wide_terms, today=JANUARY, kind=OfferKind.DEFERRAL, days=40).made[0]
    assert [outlay.amount for outlay in offer.outlays] == [
        cny("979.71"),
        offer.installments[0].amount,
    ]


def test_a_paid_up_loan_has_nothing_to_move(loan_terms, wide_terms):
    paid = Payment("p1", cny(13000), date(2026, 1, 18))
    loan = replace(current(loan_terms), payments=(paid,))
    for kind in (OfferKind.DEFERRAL, OfferKind.EXTENSION, OfferKind.CHANGE_DUE_DAY):
        (refusal,) = ask(loan, wide_terms, today=JANUARY, kind=kind, due_day=10).refused
        assert refusal.reason is Reason.NOTHING_OWED


def test_an_extension_moves_whole_installments_behind_the_last(loan_terms, wide_terms):
    loan = current(loan_terms)
    offer = ask(loan, wide_terms, today=JANUARY, kind=OfferKind.EXTENSION, skipped=2).made[0]
    assert [i.due_date for i in offer.installments] == [date(2027, 2, 15), date(2027, 3, 15)]
    assert [i.number for i in offer.installments] == [1, 2]
    # Twelve months of 14.4 % on 935.71 and on 946.94.
    assert offer.difference == cny("134.74") + cny("136.36")
    assert offer.first_outlay.due_date == date(2026, 4, 15)


def test_an_extension_takes_in_all_that_is_overdue(loan_terms, wide_terms):
    offers = ask(late(loan_terms), wide_terms, kind=OfferKind.EXTENSION, skipped=1)
    assert [len(offer.installments) for offer in offers.made] == [2, 3]
    # Interest runs from today: what ran before was penalty interest.
    days = (2027 - 2026) * 360 + (2 - 4) * 30 + (15 - 20)
    extra = offers.made[0].installments[0].interest.minor - 13277
    assert extra == round(Decimal(94694) * Decimal("0.144") * days / 360)


def test_more_overdue_than_can_be_moved_is_refused_with_the_limit(loan_terms, wide_terms):
    offers = ask(current(loan_terms), wide_terms, today=date(2026, 6, 20), kind=OfferKind.EXTENSION)
    assert offers.made == ()
    (refusal,) = offers.refused
    assert refusal.reason is Reason.TOO_MANY_INSTALLMENTS
    assert refusal.arguments == {"asked": 5, "limit": 3, "role": "assistant"}


@pytest.mark.parametrize(
    ("day", "first", "second"),
    [
        (15, date(2026, 2, 15), date(2026, 3, 15)),
        (28, date(2026, 2, 28), date(2026, 3, 28)),
        (31, date(2026, 2, 28), date(2026, 3, 31)),
        (1, date(2026, 3, 1), date(2026, 4, 1)),
    ],
)
def test_a_new_due_day_is_never_earlier_than_agreed(loan_terms, wide_terms, day, first, second):
    kind = OfferKind.CHANGE_DUE_DAY
    offer = ask(current(loan_terms), wide_terms, today=JANUARY, kind=kind, due_day=day).made[0]
    assert [i.due_date for i in offer.schedule[:2]] == [first, second]
    days = (first.month - 2) * 30 + first.day - 15
    expected = round(Decimal(1200000) * Decimal("0.144") * days / 360)
    assert offer.difference.minor == expected
    assert offer.schedule[0].interest.minor == 14400 + expected
    assert offer.schedule[1].interest == cny("132.77")


def test_what_is_due_on_the_day_of_the_agreement_stays_due(loan_terms, wide_terms):
    loan = current(loan_terms)
    due = date(2026, 2, 15)
    offer = ask(loan, wide_terms, today=due, kind=OfferKind.CHANGE_DUE_DAY, due_day=15).made[0]
    held = replace(loan, arrangements=(agreed(offer, wide_terms),))
    assert assess(held, today=due).due_now == cny("1079.71")


def test_a_new_due_day_can_cost_nothing(loan_terms, wide_terms):
    kind = OfferKind.CHANGE_DUE_DAY
    terms = without_interest(wide_terms)
    offer = ask(current(loan_terms), terms, today=JANUARY, kind=kind, due_day=28).made[0]
    assert offer.difference.minor == 0


def test_a_due_day_is_changed_only_when_one_is_named(loan_terms, wide_terms):
    kind = OfferKind.CHANGE_DUE_DAY
    offers = ask(current(loan_terms), wide_terms, today=JANUARY, kind=kind)
    assert (offers.made, offers.refused) == ((), ())
    (refusal,) = ask(current(loan_terms), wide_terms, today=JANUARY, kind=kind, due_day=32).refused
    assert refusal.reason is Reason.TOO_LONG


def test_weekly_loans_have_no_due_day(loan_terms, wide_terms):
    weekly = current(replace(loan_terms, frequency=Frequency.WEEKLY))
    kind = OfferKind.CHANGE_DUE_DAY
    (refusal,) = ask(weekly, wide_terms, today=JANUARY, kind=kind, due_day=3).refused
    assert refusal.reason is Reason.NOTHING_OWED


def test_later_plans_follow_the_new_due_day(loan_terms, wide_terms):
    loan = current(loan_terms)
    kind = OfferKind.CHANGE_DUE_DAY
    moved = ask(loan, wide_terms, today=JANUARY, kind=kind, due_day=20).made[0]
    loan = replace(loan, arrangements=(agreed(moved, wide_terms),))
    request = OfferRequest(kind=OfferKind.ARREARS_PLAN, installments=3, replaces_open=True)
    offer = compute_offers(loan, request, wide_terms, today=date(2026, 2, 25)).made[0]
    assert [i.due_date.day for i in offer.installments] == [20, 20, 20]


def test_a_limit_without_numbers_uses_the_usual_ones(loan_terms, terms):
    open_terms = replace(
        terms, products={"consumer_loan": ProductTerms(tuple(Limits(k) for k in OfferKind))}
    )
    loan = late(loan_terms)

    def counts(kind):
        return [len(o.installments) for o in ask(loan, open_terms, kind=kind).made]

    assert counts(OfferKind.ARREARS_PLAN) == [3, 6, 12]
    assert counts(OfferKind.RESPREAD) == [15, 21, 60]
    days = [
        (o.first_date - TODAY).days for o in ask(loan, open_terms, kind=OfferKind.DEFERRAL).made
    ]
    assert days == [7, 14, 30]
    assert ask(loan, open_terms, kind=OfferKind.ARREARS_PLAN, installments=50).refused == ()


def test_installments_moved_to_one_day_are_not_too_small(loan_terms, wide_terms):
    limits = (Limits(OfferKind.DEFERRAL, max_days=30, min_installment=cny(500)),)
    terms = replace(wide_terms, products={"consumer_loan": ProductTerms(limits)})
    offer = ask(late(loan_terms), terms, kind=OfferKind.DEFERRAL, days=10).made[0]
    assert len(offer.installments) == 2
    assert len(offer.outlays) == 1
