from dataclasses import replace
from datetime import date

from asking import TODAY, agreed, ask, cny, current, late

from bot.loans import OfferKind, Payment, Reason, assess

JANUARY = date(2026, 1, 20)
REDUCED = OfferKind.REDUCED_PAYMENTS
ONLY_INTEREST = OfferKind.INTEREST_ONLY


def test_half_is_paid_for_a_while_then_the_regular_amount_until_all_is_paid(loan_terms, wide_terms):
    offer = ask(current(loan_terms), wide_terms, today=JANUARY, kind=REDUCED, installments=3).made[
        0
    ]
    amounts = [i.amount for i in offer.schedule]
    assert amounts[:3] == [cny("539.86")] * 3
    assert set(amounts[3:-1]) == {cny("1079.71")}
    assert amounts[-1] < cny("1079.71")
    assert sum(i.principal.minor for i in offer.schedule) == 1200000
    assert offer.schedule[0].interest == cny(144)
    assert offer.difference.minor > 0
    assert offer.apr is not None


def test_an_amount_between_half_and_all_is_taken_as_said(loan_terms, wide_terms):
    offer = ask(current(loan_terms), wide_terms, today=JANUARY, kind=REDUCED, amount=cny(700)).made[
        0
    ]
    assert [i.amount for i in offer.schedule[:3]] == [cny(700)] * 3
    assert offer.schedule[3].amount == cny("1079.71")


def test_more_than_the_regular_amount_is_never_asked(loan_terms, wide_terms):
    offer = ask(
        current(loan_terms), wide_terms, today=JANUARY, kind=REDUCED, amount=cny(5000)
    ).made[0]
    assert offer.schedule[0].amount == cny("1079.71")


def test_less_than_the_least_is_refused_and_the_least_is_offered(loan_terms, wide_terms):
    offers = ask(current(loan_terms), wide_terms, today=JANUARY, kind=REDUCED, amount=cny(300))
    (refusal,) = offers.refused
    assert refusal.reason is Reason.AMOUNT_TOO_SMALL
    assert refusal.arguments["least"] == cny("539.86")
    assert offers.made[0].schedule[0].amount == cny("539.86")


def test_only_interest_leaves_the_principal_as_it_is(loan_terms, wide_terms):
    offer = ask(
        current(loan_terms), wide_terms, today=JANUARY, kind=ONLY_INTEREST, installments=2
    ).made[0]
    assert [i.amount for i in offer.schedule[:2]] == [cny(144)] * 2
    assert [i.principal.minor for i in offer.schedule[:2]] == [0, 0]
    assert offer.schedule[2].amount == cny("1079.71")
    assert len(offer.schedule) == 14


def test_what_was_overdue_is_paid_with_the_reduced_payments(loan_terms, wide_terms):
    loan = late(loan_terms)
    offer = ask(loan, wide_terms, kind=REDUCED, installments=6).made[0]
    owed = assess(loan, today=TODAY)
    first = offer.schedule[0]
    assert first.penalty_interest == owed.overdue.penalty_interest
    assert sum(i.principal.minor for i in offer.schedule) == owed.outstanding_principal.minor
    after = replace(loan, arrangements=(agreed(offer, wide_terms),))
    assert assess(after, today=TODAY).arrears.minor == 0


def test_the_usual_spans_are_three_six_and_the_longest(loan_terms, wide_terms):
    made = ask(current(loan_terms), wide_terms, today=JANUARY, kind=ONLY_INTEREST).made
    spans = [sum(not i.principal for i in offer.schedule) for offer in made]
    assert spans == [3, 6, 36]


def test_without_regular_installments_left_nothing_is_reduced(loan_terms, wide_terms):
    (refusal,) = ask(current(loan_terms), wide_terms, today=date(2027, 3, 1), kind=REDUCED).refused
    assert refusal.reason is Reason.NOTHING_OWED
    paid = replace(current(loan_terms), payments=(Payment("p", cny(12000), date(2026, 1, 18)),))
    (refusal,) = ask(paid, wide_terms, today=JANUARY, kind=ONLY_INTEREST).refused
    assert refusal.reason is Reason.NOTHING_OWED
