from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.loans import (
    Arrears,
    DelinquencyBucket,
    FactsError,
    InstallmentStatus,
    Loan,
    Money,
    Payment,
    arrears_of,
    assess,
    build_schedule,
)

LEVEL = Money.of("1079.71", "CNY")


def paid(reference, amount, day, **more):
    return Payment(reference, Money.of(amount, "CNY"), day, **more)


def test_the_level_installment_is_the_textbook_annuity(loan_terms):
    schedule = build_schedule(loan_terms)
    assert {i.amount for i in schedule[:-1]} == {LEVEL}
    assert abs(schedule[-1].amount.minor - LEVEL.minor) < 12
    assert sum(i.principal.minor for i in schedule) == 1200000
    assert schedule[0].interest == Money.of("144.00", "CNY")
    assert schedule[-1].due_date == date(2027, 1, 15)


def test_a_new_loan_owes_its_schedule_and_nothing_is_late(loan_terms):
    state = assess(Loan(loan_terms), today=date(2026, 1, 20))
    assert state.arrears.minor == 0
    assert state.days_past_due == 0
    assert state.bucket is DelinquencyBucket.CURRENT
    assert state.next_installment.number == 1
    assert state.outstanding.minor == sum(i.amount.minor for i in build_schedule(loan_terms))


def test_an_installment_is_late_only_the_day_after_it_fell_due(loan_terms):
    on_the_day = assess(Loan(loan_terms), today=date(2026, 2, 15))
    assert (on_the_day.days_past_due, on_the_day.due_now) == (0, LEVEL)
    assert on_the_day.installments[0].status is InstallmentStatus.DUE_TODAY
    day_after = assess(Loan(loan_terms), today=date(2026, 2, 16))
    assert (day_after.days_past_due, day_after.arrears) == (1, LEVEL)
    assert day_after.is_late
    assert arrears_of(Loan(loan_terms), today=date(2026, 2, 16)) == Arrears(
        LEVEL, 1, DelinquencyBucket.D1_30
    )
    assert not on_the_day.is_late
    assert Loan(loan_terms).reference == "L-1"


def test_penalty_interest_starts_after_grace_and_counts_from_the_due_date(loan_terms):
    in_grace = assess(Loan(loan_terms), today=date(2026, 2, 18))
    assert in_grace.overdue.penalty_interest.minor == 0
    after = assess(Loan(loan_terms), today=date(2026, 2, 19))
    # 1079.71 × 21.6 % × 4 / 360
    assert after.overdue.penalty_interest == Money.of("2.59", "CNY")


def test_a_payment_is_allocated_to_charges_then_interest_then_principal(loan_terms):
    loan = Loan(loan_terms, (paid("p1", 100, date(2026, 2, 19)),))
    state = assess(loan, today=date(2026, 2, 19))
    assert state.paid.penalty_interest == Money.of("2.59", "CNY")
    assert state.paid.interest == Money.of("97.41", "CNY")
    assert state.paid.principal.minor == 0
    assert state.arrears == LEVEL + Money.of("2.59", "CNY") - Money.of(100, "CNY")


def test_money_paid_ahead_is_kept_as_credit_until_something_falls_due(loan_terms):
    loan = Loan(loan_terms, (paid("p1", 1500, date(2026, 2, 1)),))
    before = assess(loan, today=date(2026, 2, 10))
    assert before.credit == Money.of(1500, "CNY")
    after = assess(loan, today=date(2026, 2, 20))
    assert after.arrears.minor == 0
    assert after.credit == Money.of(1500, "CNY") - LEVEL
    assert after.installments[0].status is InstallmentStatus.PAID


def test_the_same_reference_twice_is_one_payment(loan_terms):
    payment = paid("p1", 100, date(2026, 2, 15))
    twice = assess(Loan(loan_terms, (payment, payment)), today=date(2026, 2, 15))
    assert twice.paid.total == Money.of(100, "CNY")


def test_a_reversed_payment_counts_until_it_is_reversed(loan_terms):
    payment = paid("p1", "1079.71", date(2026, 2, 15))
    reversal = paid("r1", "1079.71", date(2026, 2, 25), reversal_of="p1")
    loan = Loan(loan_terms, (payment, reversal))
    assert assess(loan, today=date(2026, 2, 24)).days_past_due == 0
    assert assess(loan, today=date(2026, 2, 25)).days_past_due == 10


def test_facts_that_contradict_are_refused(loan_terms):
    day = date(2026, 2, 15)
    for payments, code, reference in (
        ((paid("p1", 100, day), paid("p1", 200, day)), "reference_used_twice", "p1"),
        ((paid("r1", 100, day, reversal_of="p0"),), "reversal_of_nothing", "r1"),
        ((paid("p1", 100, day), paid("r1", 90, day, reversal_of="p1")), "reversal_differs", "r1"),
    ):
        with pytest.raises(FactsError) as caught:
            assess(Loan(loan_terms, payments), today=day)
        assert (caught.value.code, caught.value.arguments) == (code, {"payment": reference})
    for fault in (
        {"installments": 0},
        {"principal": Money.zero("CNY")},
        {"annual_rate": -loan_terms.annual_rate},
        {"first_due_on": loan_terms.disbursed_on},
        {"allocation": ()},
    ):
        with pytest.raises(FactsError):
            replace(loan_terms, **fault)
    with pytest.raises(FactsError):
        paid("p1", 0, day)


def test_the_payoff_leaves_out_interest_not_yet_accrued(loan_terms):
    state = assess(Loan(loan_terms), today=date(2026, 1, 30))
    # Half of the first month of 30/360.
    assert state.payoff == Money.of("12072.00", "CNY")
    assert state.outstanding > state.payoff


def test_the_fee_for_closing_early_and_the_last_payment_are_told(loan_terms):
    terms = replace(loan_terms, early_settlement_rate=Decimal("0.01"))
    payments = (paid("p1", 10, date(2026, 1, 20)), paid("p2", 10, date(2026, 1, 25)))
    state = assess(Loan(terms, payments), today=date(2026, 1, 30))
    assert state.early_settlement_fee == Money.of(120, "CNY")
    assert state.payoff == Money.of("12172.00", "CNY")
    assert (state.currency, state.last_payment_on) == ("CNY", date(2026, 1, 25))
    assert assess(Loan(terms), today=date(2026, 1, 30)).last_payment_on is None


def test_money_paid_ahead_beyond_the_price_is_not_taken_off_twice(loan_terms):
    terms = replace(loan_terms, fee=Money.of(5, "CNY"))
    loan = Loan(terms, (paid("p1", 100, date(2026, 1, 20)),))
    state = assess(loan, today=date(2026, 1, 30))
    assert state.payoff == Money.of("11972.00", "CNY")


def test_paying_the_payoff_leaves_no_principal_owed(loan_terms):
    day = date(2026, 3, 1)
    owed = assess(Loan(loan_terms), today=day).payoff
    state = assess(Loan(loan_terms, (Payment("p1", owed, day),)), today=day)
    assert state.payoff.minor == 0
