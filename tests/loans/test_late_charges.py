"""What being late costs, and never more."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from asking import TODAY, agreed, ask, cny, late

from bot.loans import (
    AllocateBy,
    ArrangementEntry,
    ArrangementStatus,
    LateCharges,
    Loan,
    OfferKind,
    Part,
    Payment,
    PenaltyBase,
    assess,
)

LEVEL = cny("1079.71")
DUE = date(2026, 2, 15)


def charged(terms, **charges):
    return replace(terms, late_charges=LateCharges(**charges))


def overdue(terms, day, *payments):
    return assess(Loan(terms, payments), today=day).overdue


@pytest.mark.parametrize(
    ("charges", "fee"),
    [
        ({"late_fee": cny(25)}, "25.00"),
        ({"late_fee_rate": Decimal("0.05")}, "53.99"),
        ({"late_fee": cny(25), "late_fee_rate": Decimal("0.05")}, "78.99"),
        ({"late_fee_rate": Decimal("0.05"), "late_fee_max": cny(40)}, "40.00"),
        ({"late_fee_rate": Decimal("0.005"), "late_fee_min": cny(10)}, "10.00"),
        ({"late_fee_rate": Decimal("0.05"), "late_fee_min": cny(10)}, "53.99"),
        ({"late_fee_min": cny(10)}, "0.00"),
        ({"late_fee": cny(25), "cap_rate": Decimal("0.001")}, "12.00"),
    ],
)
def test_a_late_fee_is_fixed_or_a_share_within_its_bounds(loan_terms, charges, fee):
    owed = overdue(charged(loan_terms, **charges), date(2026, 2, 16))
    assert owed.fees == cny(fee)


def test_a_late_fee_is_charged_once_for_each_installment(loan_terms):
    terms = charged(loan_terms, late_fee=cny(25))
    assert overdue(terms, date(2026, 2, 28)).fees == cny(25)
    payment = Payment("p", cny(30), date(2026, 2, 20))
    assert overdue(terms, date(2026, 3, 16), payment).fees == cny(25)
    assert overdue(terms, date(2026, 3, 16)).fees == cny(50)


def test_grace_days_cost_nothing_to_who_pays_within_them(loan_terms):
    terms = charged(loan_terms, late_fee=cny(25), penalty_annual_rate=Decimal("0.36"), grace_days=5)
    assert overdue(terms, date(2026, 2, 20)).charges.minor == 0
    paid = Payment("p", cny("1000"), date(2026, 2, 20))
    owed = overdue(terms, date(2026, 2, 25), paid)
    # Ten days of 0.1 % on the 79.71 that stayed unpaid.
    assert owed.penalty_interest == cny("0.80")
    assert owed.fees == cny(25)


@pytest.mark.parametrize(
    ("base", "days_in_year", "penalty"),
    [
        (PenaltyBase.PRINCIPAL_AND_INTEREST, 360, "10.80"),
        (PenaltyBase.PRINCIPAL, 360, "9.36"),
        (PenaltyBase.PRINCIPAL, 365, "9.23"),
    ],
)
def test_penalty_interest_is_charged_on_its_base(loan_terms, base, days_in_year, penalty):
    terms = charged(
        loan_terms,
        penalty_annual_rate=Decimal("0.36"),
        penalty_base=base,
        penalty_days_in_year=days_in_year,
    )
    assert overdue(terms, date(2026, 2, 25)).penalty_interest == cny(penalty)


def test_charges_end_at_their_cap(loan_terms):
    terms = charged(
        loan_terms,
        late_fee=cny(25),
        penalty_annual_rate=Decimal("0.36"),
        cap_rate=Decimal("0.01"),
    )
    state = assess(Loan(terms), today=date(2027, 2, 1))
    assert state.overdue.charges == cny(120)


def test_only_a_fee_left_unpaid_accrues_nothing(loan_terms):
    terms = charged(loan_terms, late_fee=cny(25), penalty_annual_rate=Decimal("0.36"))
    terms = replace(
        terms, allocation=(Part.PRINCIPAL, Part.INTEREST, Part.PENALTY_INTEREST, Part.FEES)
    )
    payment = Payment("p", LEVEL + cny("1.08"), date(2026, 2, 16))
    owed = overdue(terms, date(2026, 3, 10), payment)
    assert (owed.fees, owed.penalty_interest.minor) == (cny(25), 0)


def test_allocation_by_part_pays_one_part_of_all_first(loan_terms):
    terms = replace(loan_terms, allocate_by=AllocateBy.PART, late_charges=LateCharges())
    payment = Payment("p", cny("276.77"), date(2026, 3, 20))
    state = assess(Loan(terms, (payment,)), today=date(2026, 3, 20))
    assert state.paid.interest == cny("276.77")
    assert state.overdue.principal == cny("935.71") + cny("946.94")
    by_installment = assess(
        Loan(replace(terms, allocate_by=AllocateBy.INSTALLMENT), (payment,)),
        today=date(2026, 3, 20),
    )
    assert by_installment.paid.interest == cny(144)


def test_principal_comes_first_while_an_arrangement_holds_that_says_so(loan_terms, terms):
    first = (Part.PRINCIPAL, Part.INTEREST, Part.PENALTY_INTEREST, Part.FEES)
    limits = tuple(
        replace(kept, allocation=first) for kept in terms.products["consumer_loan"].limits
    )
    product = replace(terms.products["consumer_loan"], limits=limits)
    kind_terms = replace(terms, products={"consumer_loan": product})
    loan = late(loan_terms)
    offer = ask(loan, kind_terms, kind=OfferKind.ARREARS_PLAN, installments=3).made[0]
    assert offer.allocation == first
    assert offer.installments[0].interest.minor == 0
    agreement = agreed(offer, kind_terms)
    payment = Payment("k", cny(500), date(2026, 5, 10))
    before = assess(loan, today=TODAY).paid
    held = replace(loan, payments=(*loan.payments, payment), arrangements=(agreement,))
    after = assess(held, today=payment.received_on).paid
    assert after.principal == before.principal + cny(500)
    broken = ArrangementEntry(ArrangementStatus.BROKEN, agreement.agreed_at, "missed")
    ended = replace(held, arrangements=(replace(agreement, entries=(broken,)),))
    assert assess(ended, today=payment.received_on).paid.penalty_interest.minor > 0
    that_day = ArrangementEntry(
        ArrangementStatus.BROKEN, agreement.agreed_at.replace(month=5, day=10), "missed"
    )
    ended = replace(held, arrangements=(replace(agreement, entries=(that_day,)),))
    assert assess(ended, today=payment.received_on).paid.penalty_interest.minor > 0


def test_charges_go_on_beside_an_arrangement_whose_terms_say_so(loan_terms, terms):
    limits = tuple(
        replace(kept, charges_stop=False) for kept in terms.products["consumer_loan"].limits
    )
    product = replace(terms.products["consumer_loan"], limits=limits)
    going_on = replace(terms, products={"consumer_loan": product})
    loan = late(loan_terms)
    offer = ask(loan, going_on, kind=OfferKind.ARREARS_PLAN, installments=3).made[0]
    held = replace(loan, arrangements=(agreed(offer, going_on),))
    day = date(2026, 5, 10)
    assert assess(held, today=day).overdue == assess(loan, today=day).overdue


def test_charges_stop_while_an_arrangement_is_kept_and_go_on_when_it_breaks(loan_terms, terms):
    loan = late(loan_terms)
    offer = ask(loan, terms, kind=OfferKind.ARREARS_PLAN, installments=3).made[0]
    agreement = agreed(offer, terms)
    at_agreement = assess(loan, today=TODAY).overdue.penalty_interest
    broken_on = ArrangementEntry(
        ArrangementStatus.BROKEN, agreement.agreed_at.replace(month=5, day=1), "missed"
    )
    broken = replace(loan, arrangements=(replace(agreement, entries=(broken_on,)),))
    on_the_day = assess(broken, today=date(2026, 5, 1)).overdue.penalty_interest
    assert on_the_day == at_agreement
    # Ten days of 21.6 % a year on 2,159.42, and a little on what was short before.
    later = assess(broken, today=date(2026, 5, 11)).overdue.penalty_interest
    assert (later - at_agreement).minor == pytest.approx(1296, abs=2)
