import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.loans import (
    Arrangement,
    ArrangementEntry,
    ArrangementStatus,
    FactsError,
    Loan,
    Mark,
    Money,
    Offer,
    OfferKind,
    OfferRequest,
    Payment,
    Reason,
    Role,
    Standing,
    agree,
    assess,
    compute_offers,
    follow,
    recompute,
)

TODAY = date(2026, 4, 20)
NOW = datetime(2026, 4, 20, 10, 0)  # noqa: DTZ001 - the zone does not matter here


@pytest.fixture
def late_loan(loan_terms):
    """One installment paid, two missed, the third due on 15 May."""
    return Loan(loan_terms, (Payment("p1", Money.of("1079.71", "CNY"), date(2026, 2, 15)),))


def ask(loan, terms, role=Role.ASSISTANT, **request):
    return compute_offers(loan, OfferRequest(**request), terms, today=TODAY, role=role)


def plan(loan, terms, count=3):
    offers = ask(loan, terms, kind=OfferKind.ARREARS_PLAN, installments=count)
    return offers.made[0]


def test_arrears_are_spread_beside_the_regular_installments(late_loan, terms):
    offer = plan(late_loan, terms)
    arrears = assess(late_loan, today=TODAY).arrears
    assert offer.total == arrears
    assert [i.due_date for i in offer.installments] == [
        date(2026, 5, 15),
        date(2026, 6, 15),
        date(2026, 7, 15),
    ]
    assert offer.first_outlay.regular == Money.of("1079.71", "CNY")
    assert offer.first_outlay.amount == offer.installments[0].amount + offer.first_outlay.regular
    assert offer.difference.minor == 0
    assert offer.disclosures == ("dates_and_amounts",)


def test_what_they_can_pay_a_month_sets_the_number_of_installments(late_loan, terms):
    offers = ask(late_loan, terms, kind=OfferKind.ARREARS_PLAN, amount=Money.of(400, "CNY"))
    counts = [len(offer.installments) for offer in offers.made]
    assert counts[0] == 6
    assert max(i.amount for i in offers.made[0].installments) <= Money.of(400, "CNY")


def test_a_plan_longer_than_any_limit_is_refused_and_the_longest_is_offered(late_loan, terms):
    offers = ask(late_loan, terms, kind=OfferKind.ARREARS_PLAN, installments=36)
    (refusal,) = offers.refused
    assert refusal.reason is Reason.TOO_MANY_INSTALLMENTS
    assert refusal.arguments == {"asked": 36, "limit": 24, "role": "agent"}
    assert max(len(offer.installments) for offer in offers.made) == 12


def test_a_longer_plan_needs_an_agent_who_may_agree_it(late_loan, terms):
    request = {"kind": OfferKind.ARREARS_PLAN, "installments": 18}
    (refusal,) = ask(late_loan, terms, **request).refused
    assert refusal.reason is Reason.NEEDS_APPROVAL
    assert refusal.arguments == {"role": "agent"}
    made = ask(late_loan, terms, role=Role.AGENT, **request).made
    assert (len(made[0].installments), made[0].approval) == (18, Role.AGENT)


def test_nothing_above_the_surplus_is_proposed(late_loan, terms):
    offers = ask(late_loan, terms, kind=OfferKind.ARREARS_PLAN, surplus=Money.of(1500, "CNY"))
    assert offers.made
    assert all(o.highest_outlay.amount <= Money.of(1500, "CNY") for o in offers.made)
    none = ask(late_loan, terms, kind=OfferKind.ARREARS_PLAN, surplus=Money.of(500, "CNY"))
    assert none.made == ()


def test_an_installment_below_the_least_is_refused(late_loan, terms):
    small = Money.of(10, "CNY")
    offers = ask(late_loan, terms, kind=OfferKind.ARREARS_PLAN, amount=small)
    assert offers.refused[0].reason is Reason.AMOUNT_TOO_SMALL
    assert offers.refused[0].arguments == {
        "amount": small,
        "least": Money.of("91.08", "CNY"),
        "role": "agent",
    }


def test_a_deferral_moves_what_is_overdue_and_interest_runs(late_loan, terms):
    offers = ask(late_loan, terms, kind=OfferKind.DEFERRAL, days=30)
    offer = offers.made[0]
    assert {i.due_date for i in offer.installments} == {date(2026, 5, 20)}
    principal = sum(i.principal.minor for i in offer.installments)
    assert offer.difference.minor == pytest.approx(principal * 144 * 30 / 360000, abs=2)


def test_a_deferral_until_a_day_counts_from_today(late_loan, terms):
    offers = ask(late_loan, terms, kind=OfferKind.DEFERRAL, until=date(2026, 5, 4))
    assert offers.made[0].last_date == date(2026, 5, 4)
    past = ask(late_loan, terms, kind=OfferKind.DEFERRAL, until=date(2026, 4, 1))
    assert past.refused[0].reason is Reason.DATE_IN_THE_PAST


def test_a_second_deferral_within_a_year_is_refused(late_loan, terms):
    offer = ask(late_loan, terms, kind=OfferKind.DEFERRAL, days=14).made[0]
    agreed = agree("A-1", offer, terms, now=NOW, today=TODAY)
    loan = replace(late_loan, arrangements=(agreed,))
    offers = ask(loan, terms, kind=OfferKind.DEFERRAL, days=7, replaces_open=True)
    assert offers.made == ()
    assert offers.refused[0].reason is Reason.TOO_OFTEN
    assert offers.refused[0].arguments == {"used": 1, "limit": 1, "months": 12}


def test_while_an_arrangement_is_open_no_other_is_offered(late_loan, terms):
    agreed = agree("A-1", plan(late_loan, terms), terms, now=NOW, today=TODAY)
    offers = ask(replace(late_loan, arrangements=(agreed,)), terms)
    reasons = {refusal.reason for refusal in offers.refused}
    assert reasons == {Reason.ARRANGEMENT_OPEN, Reason.NOT_IN_TERMS}


def test_the_smallest_payment_now_and_the_cheapest_overall_are_marked(late_loan, terms):
    marks = [mark for offer in ask(late_loan, terms).made for mark in offer.marks]
    assert sorted(marks) == sorted(Mark)


def test_an_offer_survives_storing_and_comes_out_again(late_loan, terms):
    for offer in ask(late_loan, terms, installments=5).made:
        stored = json.dumps(offer.to_record())
        read = Offer.from_record(json.loads(stored))
        assert read == offer
        assert recompute(read, terms) == offer
        assert recompute(read, replace(terms, version="test-2")) is None


def test_a_stale_offer_cannot_be_agreed(late_loan, terms):
    with pytest.raises(FactsError, match="offer_stale"):
        agree("A-1", plan(late_loan, terms), terms, now=NOW, today=TODAY + timedelta(days=1))


def test_no_penalty_interest_accrues_while_a_plan_is_open(late_loan, terms):
    agreed = agree("A-1", plan(late_loan, terms), terms, now=NOW, today=TODAY)
    loan = replace(late_loan, arrangements=(agreed,))
    before = assess(loan, today=TODAY).overdue.penalty_interest
    assert assess(loan, today=date(2026, 5, 10)).overdue.penalty_interest == before


def test_a_plan_is_kept_then_given_a_second_chance_then_broken(late_loan, terms):
    agreed = agree("A-1", plan(late_loan, terms), terms, now=NOW, today=TODAY)
    first = agreed.offer.first_outlay.amount
    on_time = (Payment("p2", first, date(2026, 5, 15)),)

    def standing(payments, day):
        return follow(agreed, payments, terms, today=day).standing

    assert standing(on_time, date(2026, 5, 30)) is Standing.ON_TRACK
    assert standing((), date(2026, 5, 15)) is Standing.ON_TRACK
    assert standing((), date(2026, 5, 16)) is Standing.SECOND_CHANCE
    assert standing((), date(2026, 5, 20)) is Standing.SECOND_CHANCE
    told = ArrangementEntry(
        ArrangementStatus.ACTIVE, NOW + timedelta(days=26), chance_until=date(2026, 5, 20)
    )
    broken = follow(replace(agreed, entries=(told,)), (), terms, today=date(2026, 5, 21))
    assert broken.standing is Standing.BROKEN
    everything = (Payment("p3", agreed.offer.total + first * 3, date(2026, 5, 15)),)
    assert standing(everything, date(2026, 5, 15)) is Standing.COMPLETED


def test_a_second_miss_gets_no_second_chance(late_loan, terms):
    agreed = agree("A-1", plan(late_loan, terms), terms, now=NOW, today=TODAY)
    late = (Payment("p2", agreed.offer.first_outlay.amount, date(2026, 5, 18)),)
    assert follow(agreed, late, terms, today=date(2026, 6, 16)).standing is Standing.BROKEN


def test_an_agreement_is_undone_within_the_cooling_off_time(late_loan, terms):
    agreed = agree("A-1", plan(late_loan, terms), terms, now=NOW, today=TODAY)
    assert agreed.may_cancel(now=NOW + timedelta(hours=24))
    assert not agreed.may_cancel(now=NOW + timedelta(hours=25))
    assert isinstance(agreed, Arrangement)
