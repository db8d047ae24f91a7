"""What an auditor reads: every step with its values and its result."""

from dataclasses import replace
from datetime import date

import pytest
from asking import TODAY, agreed, ask, current, late

from bot.loans import OfferKind, Step, assess

JANUARY = date(2026, 1, 20)
KIND = OfferKind


@pytest.mark.parametrize(
    ("kind", "request_", "step"),
    [
        (
            KIND.EXTENSION,
            {"skipped": 2},
            Step(
                "moved_to_the_end",
                {"installments": "2", "annual_rate": "0.144", "to": "2027-03-15"},
                "CNY 271.10",
            ),
        ),
        (
            KIND.DEFERRAL,
            {"days": 10},
            Step(
                "interest_while_deferred",
                {
                    "principal": "CNY 935.71",
                    "annual_rate": "0.144",
                    "days": "10",
                    "days_in_year": "360",
                },
                "CNY 3.74",
            ),
        ),
        (
            KIND.RESPREAD,
            {"installments": 24},
            Step(
                "level_installment",
                {
                    "principal": "CNY 12000.00",
                    "carried": "CNY 0.00",
                    "annual_rate": "0.144",
                    "count": "24",
                },
                "CNY 578.42",
            ),
        ),
        (
            KIND.REDUCED_PAYMENTS,
            {"installments": 3},
            Step(
                "reduced",
                {"regular": "CNY 1079.71", "least": "CNY 539.86", "times": "3"},
                "CNY 539.86",
            ),
        ),
        (
            KIND.INTEREST_ONLY,
            {"installments": 3},
            Step("interest_only", {"regular": "CNY 1079.71", "times": "3"}, "CNY 1079.71"),
        ),
        (
            KIND.CHANGE_DUE_DAY,
            {"due_day": 25},
            Step(
                "interest_for_the_longer_period",
                {"principal": "CNY 12000.00", "from": "2026-02-15", "to": "2026-02-25"},
                "CNY 48.00",
            ),
        ),
        (
            KIND.EARLY_SETTLEMENT,
            {"days": 3},
            Step(
                "payoff",
                {
                    "principal": "CNY 12000.00",
                    "interest": "CNY 24.00",
                    "charges": "CNY 0.00",
                    "fee_for_settling_early": "CNY 0.00",
                },
                "CNY 12024.00",
            ),
        ),
        (
            KIND.DISCOUNT_SETTLEMENT,
            {"installments": 2},
            Step("discount", {"payoff": "CNY 12024.00", "given_up_rate": "0.5"}, "CNY 6012.00"),
        ),
    ],
)
def test_each_kind_shows_how_it_was_reckoned(loan_terms, wide_terms, kind, request_, step):
    offer = ask(current(loan_terms), wide_terms, today=JANUARY, kind=kind, **request_).made[0]
    assert offer.arithmetic == (step,)


def test_plans_and_waivers_show_what_they_start_from(loan_terms, wide_terms):
    loan = late(loan_terms)
    owed = assess(loan, today=TODAY).overdue
    plan = ask(loan, wide_terms, kind=KIND.ARREARS_PLAN, installments=3).made[0]
    each = str(plan.installments[0].amount)
    values = {"arrears": str(owed.total), "count": "3"}
    assert plan.arithmetic == (Step("spread", values, each),)
    waiver = ask(loan, wide_terms, kind=KIND.WAIVER, percent=20).made[0]
    given = str(next(m for m in waiver.waived.values() if m))
    values = {"charges": str(owed.charges), "percent": "20"}
    assert waiver.arithmetic == (Step("waived", values, given),)


@pytest.mark.parametrize(
    ("kind", "request_"),
    [
        (KIND.DEFERRAL, {"days": 30}),
        (KIND.EXTENSION, {"skipped": 2}),
        (KIND.RESPREAD, {"installments": 18}),
        (KIND.REDUCED_PAYMENTS, {"installments": 3}),
    ],
)
def test_what_was_earned_before_stays_in_the_payoff(loan_terms, wide_terms, kind, request_):
    loan = late(replace(loan_terms, fee=loan_terms.principal.share(loan_terms.annual_rate / 100)))
    before = assess(loan, today=TODAY)
    offer = ask(loan, wide_terms, kind=kind, **request_).made[0]
    held = replace(loan, arrangements=(agreed(offer, wide_terms),))
    after = assess(held, today=TODAY)
    assert after.payoff == before.payoff
    # A week on, a week's interest of 30/360 on all principal has been added.
    week = round(before.outstanding_principal.minor * 144 * 7 / 360000)
    later = assess(held, today=date(2026, 4, 27)).payoff
    assert (later - after.payoff).minor == pytest.approx(week, abs=2)


def test_interest_that_falls_due_on_the_day_of_the_agreement_is_kept(loan_terms, wide_terms):
    loan = current(loan_terms)
    due = date(2026, 2, 15)
    before = assess(loan, today=due)
    for kind in (KIND.RESPREAD, KIND.REDUCED_PAYMENTS, KIND.INTEREST_ONLY):
        offer = ask(loan, wide_terms, today=due, kind=kind, installments=12).made[0]
        held = replace(loan, arrangements=(agreed(offer, wide_terms),))
        assert assess(held, today=due).payoff == before.payoff
