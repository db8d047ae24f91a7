"""Known answers: textbook figures and numpy-financial as an oracle of another make."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy_financial
import pytest

from bot.loans import BusinessDays, DayCount, Frequency, Method, Money, build_schedule
from bot.loans.schedule import days_30_360, level_payment


def cny(amount):
    return Money.of(amount, "CNY")


@pytest.mark.parametrize("rate", ["0.036", "0.144", "0.24", "0.36"])
@pytest.mark.parametrize("count", [1, 3, 12, 36, 360])
def test_the_level_payment_agrees_with_numpy_financial(loan_terms, rate, count):
    terms = replace(loan_terms, annual_rate=Decimal(rate), installments=count)
    expected = -numpy_financial.pmt(float(rate) / 12, count, 1200000)
    assert level_payment(1200000, terms) == round(expected)


@pytest.mark.parametrize("period", [1, 6, 12, 24])
def test_principal_and_interest_agree_with_numpy_financial(loan_terms, period):
    schedule = build_schedule(replace(loan_terms, installments=24))
    installment = schedule[period - 1]
    interest = -numpy_financial.ipmt(0.144 / 12, period, 24, 1200000)
    principal = -numpy_financial.ppmt(0.144 / 12, period, 24, 1200000)
    assert installment.interest.minor == pytest.approx(interest, abs=1)
    # The last installment absorbs what rounding left over.
    assert installment.principal.minor == pytest.approx(principal, abs=24)


def test_a_published_mortgage_table_comes_out(loan_terms):
    # The textbook case: 100,000 at 6 % over 30 years is 599.55 a month.
    terms = replace(
        loan_terms, principal=cny(100000), annual_rate=Decimal("0.06"), installments=360
    )
    schedule = build_schedule(terms)
    assert schedule[0].amount == cny("599.55")
    assert schedule[0].interest == cny("500.00")
    assert schedule[0].principal == cny("99.55")


def test_a_loan_without_interest_is_split_evenly(loan_terms):
    schedule = build_schedule(replace(loan_terms, annual_rate=Decimal(0)))
    assert {i.amount for i in schedule} == {cny(1000)}


def test_equal_principal_pays_less_interest_each_month(loan_terms):
    schedule = build_schedule(replace(loan_terms, method=Method.EQUAL_PRINCIPAL))
    assert {i.principal for i in schedule} == {cny(1000)}
    assert [i.interest for i in schedule[:3]] == [cny(144), cny(132), cny(120)]


def test_interest_only_ends_in_a_balloon(loan_terms):
    schedule = build_schedule(replace(loan_terms, method=Method.INTEREST_ONLY))
    assert {i.amount for i in schedule[:-1]} == {cny(144)}
    assert schedule[-1].amount == cny(12144)


def test_a_flat_fee_is_charged_on_the_first_principal_each_period(loan_terms):
    terms = replace(
        loan_terms,
        method=Method.FLAT_FEE,
        annual_rate=Decimal(0),
        fee_rate=Decimal("0.006"),
        fee=cny(2),
    )
    schedule = build_schedule(terms)
    assert {i.fees for i in schedule} == {cny(74)}
    assert {i.interest.minor for i in schedule} == {0}
    assert schedule[0].amount == cny(1074)


def test_a_statement_balance_asks_for_its_minimum_and_ends_with_the_rest(loan_terms):
    terms = replace(
        loan_terms,
        method=Method.REVOLVING,
        principal=cny(1000),
        installments=24,
        minimum_rate=Decimal("0.1"),
        minimum=cny(100),
    )
    schedule = build_schedule(terms)
    assert schedule[0].amount == cny(112)
    assert schedule[1].amount == cny("100.80")
    assert {i.amount for i in schedule[2:-1]} == {cny(100)}
    assert sum(i.principal.minor for i in schedule) == 100000
    assert len(schedule) < 24


def test_a_long_first_period_never_asks_for_negative_principal(loan_terms):
    terms = replace(
        loan_terms,
        annual_rate=Decimal(1),
        day_count=DayCount.ACTUAL_365,
        first_due_on=date(2026, 12, 31),
    )
    assert build_schedule(terms)[0].principal.minor == 0


@pytest.mark.parametrize(
    ("day_count", "interest"),
    [
        (DayCount.THIRTY_360, "144.00"),
        (DayCount.ACTUAL_365, "146.76"),
        (DayCount.ACTUAL_360, "148.80"),
    ],
)
def test_the_day_count_decides_a_31_day_month(loan_terms, day_count, interest):
    schedule = build_schedule(replace(loan_terms, day_count=day_count))
    assert schedule[0].interest == cny(interest)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 1, 15), date(2026, 2, 15), 30),
        (date(2026, 1, 31), date(2026, 2, 28), 28),
        (date(2026, 1, 30), date(2026, 3, 31), 60),
        (date(2026, 1, 29), date(2026, 1, 31), 2),
        (date(2025, 12, 31), date(2026, 12, 31), 360),
    ],
)
def test_thirty_day_months_follow_the_bond_basis(start, end, days):
    assert days_30_360(start, end) == days


def test_month_ends_clamp_and_come_back(loan_terms):
    terms = replace(loan_terms, first_due_on=date(2027, 1, 31))
    dates = [i.due_date for i in build_schedule(terms)]
    assert dates[:4] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


@pytest.mark.parametrize(
    ("frequency", "second", "interest"),
    [
        (Frequency.WEEKLY, date(2026, 2, 22), "33.23"),
        (Frequency.FORTNIGHTLY, date(2026, 3, 1), "66.46"),
        (Frequency.MONTHLY, date(2026, 3, 15), "144.00"),
    ],
)
def test_a_period_is_a_fraction_of_a_year(loan_terms, frequency, second, interest):
    schedule = build_schedule(replace(loan_terms, frequency=frequency))
    assert schedule[1].due_date == second
    assert schedule[0].interest == cny(interest)


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (BusinessDays.UNADJUSTED, date(2026, 10, 31)),
        (BusinessDays.FOLLOWING, date(2026, 11, 3)),
        (BusinessDays.MODIFIED_FOLLOWING, date(2026, 10, 30)),
        (BusinessDays.PRECEDING, date(2026, 10, 30)),
    ],
)
def test_a_due_date_on_a_closed_day_moves_by_the_rule(loan_terms, rule, due):
    """31 October 2026 is a Saturday; the Monday after is made a holiday here."""
    terms = replace(loan_terms, first_due_on=date(2026, 10, 31), business_days=rule)
    schedule = build_schedule(terms, holidays=frozenset({date(2026, 11, 2)}))
    assert schedule[0].due_date == due


def test_a_date_that_can_move_within_its_month_does(loan_terms):
    terms = replace(
        loan_terms,
        first_due_on=date(2026, 10, 10),
        business_days=BusinessDays.MODIFIED_FOLLOWING,
    )
    assert build_schedule(terms)[0].due_date == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("number", "principal", "interest", "balance"),
    [
        (1, "263.05", "749.10", "199496.95"),
        (6, "268.02", "744.13", "198166.80"),
        (12, "274.11", "738.04", "196537.42"),
        (16, "278.25", "733.91", "195430.66"),
    ],
)
def test_the_table_of_anothers_calculator_comes_out(
    loan_terms, number, principal, interest, balance
):
    # Source: signatureservice.com/buy/payment_calculator, 249,700 less a fifth at 4.5 %, 30 years.
    terms = replace(
        loan_terms, principal=cny(199760), annual_rate=Decimal("0.045"), installments=360
    )
    schedule = build_schedule(terms)
    row = schedule[number - 1]
    left = terms.principal.minor - sum(i.principal.minor for i in schedule[:number])
    # It rounds only what it shows, we round each month: a cent may differ, in the balance more.
    assert row.principal.minor == pytest.approx(cny(principal).minor, abs=1)
    assert row.interest.minor == pytest.approx(cny(interest).minor, abs=1)
    assert left == pytest.approx(cny(balance).minor, abs=number)
