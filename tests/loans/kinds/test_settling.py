"""Waivers and settlements: what is given up, and only once the rest was paid."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from asking import TODAY, agreed, ask, cny, current, late

from bot.loans import IfMissed, OfferKind, Part, Payment, Reason, Role, assess

JANUARY = date(2026, 1, 30)


def pay(loan, offer, terms, *more):
    payments = tuple(
        Payment(f"k{number}", outlay.amount, outlay.due_date)
        for number, outlay in enumerate(offer.outlays)
    )
    return replace(
        loan,
        payments=(*loan.payments, *payments, *more),
        arrangements=(agreed(offer, terms),),
    )


@pytest.fixture
def fined_terms(loan_terms):
    charges = replace(loan_terms.late_charges, late_fee=cny(20))
    return replace(loan_terms, late_charges=charges, fee=cny(5))


def test_a_waiver_gives_up_late_charges_but_not_fees_of_the_schedule(fined_terms, wide_terms):
    loan = late(fined_terms)
    charges = assess(loan, today=TODAY).overdue.penalty_interest
    offer = ask(loan, wide_terms, kind=OfferKind.WAIVER).made[0]
    # Late fees on the short first installment and the two missed ones, 60 in all; half is given.
    assert offer.waived[Part.FEES] == cny(30)
    assert offer.waived[Part.PENALTY_INTEREST].minor == charges.minor // 2
    assert offer.difference.minor == -3000 - charges.minor // 2
    assert offer.first_date == TODAY + timedelta(days=14)
    assert offer.if_missed is IfMissed.PRICE_LAPSES


def test_a_smaller_share_is_waived_when_that_was_asked(fined_terms, wide_terms):
    offer = ask(late(fined_terms), wide_terms, kind=OfferKind.WAIVER, percent=10).made[0]
    assert offer.waived[Part.FEES] == cny(6)
    (refusal,) = ask(late(fined_terms), wide_terms, kind=OfferKind.WAIVER, percent=51).refused
    assert refusal.reason is Reason.TOO_MUCH_WAIVED
    assert refusal.arguments["limit"] == 50


def test_without_late_charges_nothing_is_waived(loan_terms, wide_terms):
    (refusal,) = ask(current(loan_terms), wide_terms, today=JANUARY, kind=OfferKind.WAIVER).refused
    assert refusal.reason is Reason.NOTHING_TO_WAIVE


def test_charges_are_waived_once_the_rest_is_paid_and_not_before(fined_terms, wide_terms):
    loan = late(fined_terms)
    offer = ask(loan, wide_terms, kind=OfferKind.WAIVER).made[0]
    kept = pay(loan, offer, wide_terms)
    given = sum(amount.minor for amount in offer.waived.values())
    before = assess(kept, today=offer.last_date - timedelta(days=1))
    assert before.waived.minor == 0
    after = assess(kept, today=offer.last_date)
    assert after.waived.minor == given
    assert after.arrears.minor == 0


def test_charges_still_unpaid_are_waived_where_they_stand(fined_terms, wide_terms):
    last = (Part.INTEREST, Part.PRINCIPAL, Part.PENALTY_INTEREST, Part.FEES)
    loan = late(replace(fined_terms, allocation=last))
    offer = ask(loan, wide_terms, kind=OfferKind.WAIVER).made[0]
    owed = assess(loan, today=TODAY)
    state = assess(pay(loan, offer, wide_terms), today=offer.last_date)
    assert state.arrears.minor == 0
    kept = owed.overdue.penalty_interest - offer.waived[Part.PENALTY_INTEREST]
    assert state.paid.penalty_interest - owed.paid.penalty_interest == kept


def test_a_waiver_that_is_paid_too_late_is_not_given(fined_terms, wide_terms):
    loan = late(fined_terms)
    offer = ask(loan, wide_terms, kind=OfferKind.WAIVER).made[0]
    tardy = Payment("late", offer.total, offer.last_date + timedelta(days=1))
    missed = replace(
        loan, payments=(*loan.payments, tardy), arrangements=(agreed(offer, wide_terms),)
    )
    assert assess(missed, today=tardy.received_on).waived.minor == 0


def test_early_settlement_costs_todays_payoff_and_saves_later_interest(loan_terms, wide_terms):
    loan = current(loan_terms)
    offer = ask(loan, wide_terms, today=JANUARY, kind=OfferKind.EARLY_SETTLEMENT, days=5).made[0]
    assert offer.total == cny(12072)
    assert offer.difference.minor == 1207200 - assess(loan, today=JANUARY).outstanding.minor
    assert offer.last_date == date(2026, 2, 4)
    (step,) = offer.arithmetic
    assert step.values["principal"] == "CNY 12000.00"
    assert step.values["interest"] == "CNY 72.00"
    state = assess(pay(loan, offer, wide_terms), today=offer.last_date)
    assert state.is_paid_off
    assert state.outstanding_principal.minor == 0
    assert state.credit.minor == 0


def test_a_fee_for_settling_early_is_part_of_the_price(loan_terms, wide_terms):
    loan = current(replace(loan_terms, early_settlement_rate=Decimal("0.01")))
    offer = ask(loan, wide_terms, today=JANUARY, kind=OfferKind.EARLY_SETTLEMENT, days=5).made[0]
    assert offer.total == cny(12192)
    assert offer.arithmetic[0].values["fee_for_settling_early"] == "CNY 120.00"
    state = assess(pay(loan, offer, wide_terms), today=offer.last_date)
    assert (state.credit.minor, state.paid.fees) == (0, cny(120))
    assert state.paid.interest == cny(72)


def test_the_price_of_today_is_held_until_a_day(loan_terms, wide_terms):
    until = date(2026, 2, 9)
    kind = OfferKind.EARLY_SETTLEMENT
    offer = ask(current(loan_terms), wide_terms, today=JANUARY, kind=kind, until=until).made[0]
    assert offer.last_date == until
    (refusal,) = ask(current(loan_terms), wide_terms, today=JANUARY, kind=kind, days=61).refused
    assert refusal.reason is Reason.TOO_LONG
    usual = ask(current(loan_terms), wide_terms, today=JANUARY, kind=kind).made[0]
    assert usual.last_date == JANUARY + timedelta(days=60)


def test_settling_leaves_nothing_when_installments_fell_due_meanwhile(loan_terms, wide_terms):
    kind = OfferKind.EARLY_SETTLEMENT
    loan = current(loan_terms)
    offer = ask(loan, wide_terms, today=JANUARY, kind=kind, days=50).made[0]
    state = assess(pay(loan, offer, wide_terms), today=offer.last_date)
    assert state.is_paid_off


def test_a_discount_is_given_on_the_whole_and_paid_in_parts(loan_terms, wide_terms):
    loan = late(loan_terms)
    full = assess(loan, today=TODAY).payoff
    offer = ask(loan, wide_terms, kind=OfferKind.DISCOUNT_SETTLEMENT, installments=3).made[0]
    assert offer.total == full - full.share(Decimal("0.5"))
    assert [(i.due_date - TODAY).days for i in offer.installments] == [14, 28, 42]
    # Given up first: penalty interest, fees, interest; what is paid is principal.
    assert sum(i.principal.minor for i in offer.installments) == offer.total.minor
    kept = pay(loan, offer, wide_terms)
    assert not assess(kept, today=offer.last_date - timedelta(days=1)).is_paid_off
    state = assess(kept, today=offer.last_date)
    assert state.is_paid_off
    # All principal was either paid or given up.
    given_up = 1200000 - state.paid.principal.minor
    assert state.waived.minor >= given_up > 500000


def test_a_small_discount_leaves_part_of_the_charges_to_pay(loan_terms, wide_terms):
    limits = tuple(
        replace(kept, max_waived_rate=Decimal("0.001"))
        for kept in wide_terms.products["consumer_loan"].limits
    )
    product = replace(wide_terms.products["consumer_loan"], limits=limits)
    terms = replace(wide_terms, products={"consumer_loan": product})
    loan = late(loan_terms)
    offer = ask(loan, terms, kind=OfferKind.DISCOUNT_SETTLEMENT, installments=1).made[0]
    penalty = assess(loan, today=TODAY).overdue.penalty_interest
    given = assess(loan, today=TODAY).payoff - offer.total
    assert offer.installments[0].penalty_interest == penalty - given


def test_a_loan_already_paid_is_not_settled_again(loan_terms, wide_terms):
    paid = replace(current(loan_terms), payments=(Payment("p", cny(13000), date(2026, 1, 18)),))
    for kind in (OfferKind.EARLY_SETTLEMENT, OfferKind.DISCOUNT_SETTLEMENT):
        (refusal,) = ask(paid, wide_terms, today=JANUARY, kind=kind, role=Role.AGENT).refused
        assert refusal.reason is Reason.NOTHING_OWED


def test_settling_goes_on_with_a_payment_more_as_credit(loan_terms, wide_terms):
    loan = current(loan_terms)
    kind = OfferKind.EARLY_SETTLEMENT
    offer = ask(loan, wide_terms, today=JANUARY, kind=kind, days=5).made[0]
    more = Payment("more", cny(10), offer.last_date)
    state = assess(pay(loan, offer, wide_terms, more), today=offer.last_date)
    assert state.credit == cny(10)
    assert state.is_paid_off
