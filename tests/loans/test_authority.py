"""Who may go how far, and with which reason further."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from asking import agreed, ask, cny, late

from bot.loans import (
    AprMethod,
    DelinquencyBucket,
    Limits,
    Loan,
    OfferKind,
    Override,
    Payment,
    ProductTerms,
    Reason,
    Role,
    bucket_of,
    counter,
)

PLAN = OfferKind.ARREARS_PLAN
WHY = Override(Reason.TOO_MANY_INSTALLMENTS, "mei", "long illness, income returns in spring")


def with_limits(terms, *limits, **more):
    return replace(terms, products={"consumer_loan": ProductTerms(limits)}, **more)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-1, DelinquencyBucket.CURRENT),
        (0, DelinquencyBucket.CURRENT),
        (1, DelinquencyBucket.D1_30),
        (30, DelinquencyBucket.D1_30),
        (31, DelinquencyBucket.D31_60),
        (60, DelinquencyBucket.D31_60),
        (61, DelinquencyBucket.D61_90),
        (91, DelinquencyBucket.D91_PLUS),
        (1000, DelinquencyBucket.D91_PLUS),
    ],
)
def test_buckets_are_thirty_days_wide(days, bucket):
    assert bucket_of(days) is bucket


@pytest.mark.parametrize("kind", OfferKind)
@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"surplus": cny(1)},
        {"amount": cny(1)},
        {"installments": 99, "days": 99, "skipped": 99, "percent": 99, "due_day": 99},
    ],
)
def test_a_refusal_names_the_kind_it_is_about(loan_terms, terms, wide_terms, kind, request_):
    paid_up = Loan(loan_terms, (Payment("p", cny(20000), date(2026, 2, 1)),))
    bare = replace(terms, products={})
    for loan in (late(loan_terms), paid_up):
        for used in (terms, wide_terms, bare):
            refused = ask(loan, used, kind=kind, **request_).refused
            assert {refusal.kind for refusal in refused} <= {kind}


def test_a_role_may_do_what_those_before_it_may():
    assert Role.SUPERVISOR.may_approve(Role.AGENT)
    assert Role.AGENT.may_approve(Role.AGENT)
    assert not Role.ASSISTANT.may_approve(Role.AGENT)


def test_a_product_without_terms_gets_no_offers(loan_terms, terms):
    loan = late(replace(loan_terms, product="mortgage"))
    offers = ask(loan, terms)
    assert offers.made == ()
    assert {r.reason for r in offers.refused} == {Reason.NOT_IN_TERMS}


def test_a_kind_for_other_buckets_only_says_so(loan_terms, terms):
    only = Limits(PLAN, buckets=(DelinquencyBucket.D1_30,))
    (refusal,) = ask(late(loan_terms), with_limits(terms, only), kind=PLAN).refused
    assert refusal.reason is Reason.BUCKET_EXCLUDED
    assert refusal.arguments == {"bucket": "d31_60"}


def test_a_kind_only_an_agent_may_agree_says_so(loan_terms, terms):
    only = with_limits(terms, Limits(PLAN, approval=Role.AGENT))
    (refusal,) = ask(late(loan_terms), only, kind=PLAN).refused
    assert refusal.reason is Reason.NEEDS_APPROVAL
    assert refusal.arguments == {"role": "agent"}
    assert ask(late(loan_terms), only, kind=PLAN, role=Role.AGENT).made
    asked = ask(late(loan_terms), only, kind=PLAN, installments=3)
    assert [r.reason for r in asked.refused] == [Reason.NEEDS_APPROVAL]


def test_limits_are_set_aside_with_a_reason_by_who_may(loan_terms, terms):
    terms = replace(terms, overrides={Reason.TOO_MANY_INSTALLMENTS: Role.SUPERVISOR})
    loan = late(loan_terms)
    asked = {"kind": PLAN, "installments": 30}
    agent = ask(loan, terms, role=Role.AGENT, overrides=(WHY,), **asked)
    assert agent.refused[0].reason is Reason.TOO_MANY_INSTALLMENTS
    without = ask(loan, terms, role=Role.SUPERVISOR, **asked)
    assert without.refused[0].reason is Reason.TOO_MANY_INSTALLMENTS
    offer = ask(loan, terms, role=Role.SUPERVISOR, overrides=(WHY,), **asked).made[0]
    assert len(offer.installments) == 30
    assert offer.inputs.overrides == (WHY,)


def test_nobody_sets_the_surplus_aside(loan_terms, terms):
    terms = replace(terms, overrides={Reason.ABOVE_SURPLUS: Role.ASSISTANT})
    asked = {"kind": PLAN, "installments": 3, "surplus": cny(500)}
    why = Override(Reason.ABOVE_SURPLUS, "mei", "they insist")
    offers = ask(late(loan_terms), terms, overrides=(why,), **asked)
    assert offers.made == ()
    assert offers.refused[0].reason is Reason.ABOVE_SURPLUS
    arguments = offers.refused[0].arguments
    assert arguments["surplus"] == cny(500)
    assert arguments["amount"] > cny("1079.71")


def test_installments_below_the_least_are_refused(loan_terms, terms):
    least = with_limits(terms, Limits(PLAN, max_installments=24, min_installment=cny(200)))
    offers = ask(late(loan_terms), least, kind=PLAN, installments=12)
    (refusal,) = offers.refused
    assert refusal.reason is Reason.INSTALLMENT_TOO_SMALL
    assert refusal.arguments == {"amount": cny("182.16"), "limit": cny(200)}
    assert max(len(offer.installments) for offer in offers.made) == 6


def test_when_every_usual_offer_is_refused_the_last_reason_is_given(loan_terms, terms):
    offers = ask(late(loan_terms), terms, kind=PLAN, surplus=cny(100))
    assert offers.made == ()
    assert [r.reason for r in offers.refused] == [Reason.ABOVE_SURPLUS]


def test_a_counter_offer_asks_for_what_they_can_pay(loan_terms, terms):
    loan = late(loan_terms)
    offer = ask(loan, terms, kind=PLAN, installments=3, surplus=cny(5000)).made[0]
    request = counter(offer, cny(400))
    assert (request.kind, request.installments, request.amount) == (PLAN, None, cny(400))
    assert request.surplus == cny(5000)
    bare = counter(offer.without_inputs(), cny(400), includes_regular=True)
    assert (bare.surplus, bare.includes_regular) == (None, True)


def test_an_amount_for_everything_leaves_the_rest_for_the_plan(loan_terms, terms):
    loan = late(loan_terms)
    request = {"kind": PLAN, "amount": cny("1479.71"), "includes_regular": True}
    offer = ask(loan, terms, **request).made[0]
    assert len(offer.installments) == 6
    assert offer.first_outlay.amount <= cny("1479.71")
    too_small = ask(loan, terms, kind=PLAN, amount=cny(1000), includes_regular=True)
    (refusal,) = too_small.refused
    assert refusal.reason is Reason.AMOUNT_TOO_SMALL
    assert refusal.arguments["least"] > cny("1079.71")


def test_offers_dearer_than_the_amount_they_named_are_left_out(loan_terms, terms):
    made = ask(late(loan_terms), terms, kind=PLAN, amount=cny(400)).made
    assert all(offer.installments[0].amount <= cny(400) for offer in made)


def test_a_year_is_counted_back_for_how_often(loan_terms, terms):
    loan = late(loan_terms)
    offer = ask(loan, terms, kind=OfferKind.DEFERRAL, days=14).made[0]
    loan = replace(loan, arrangements=(agreed(offer, terms),))
    request = {"kind": OfferKind.DEFERRAL, "days": 7, "replaces_open": True}
    still = ask(loan, terms, today=date(2027, 4, 19), **request)
    assert still.refused[0].reason is Reason.TOO_OFTEN
    again = ask(loan, terms, today=date(2027, 4, 20), **request)
    assert again.made


def test_zero_installments_are_refused(loan_terms, terms):
    (refusal,) = ask(late(loan_terms), terms, kind=PLAN, installments=0).refused
    assert refusal.reason is Reason.NOT_POSITIVE


def test_the_rate_method_follows_the_terms(loan_terms, wide_terms):
    loan = late(loan_terms)
    request = {"kind": OfferKind.RESPREAD, "installments": 24}
    effective = ask(loan, wide_terms, **request).made[0].apr
    nominal = ask(loan, replace(wide_terms, apr_method=AprMethod.NOMINAL), **request).made[0].apr
    assert effective > nominal > Decimal("0.13")


def test_an_override_by_who_may_lets_the_assistant_make_the_offer(loan_terms, terms):
    terms = replace(terms, overrides={Reason.TOO_MANY_INSTALLMENTS: Role.SUPERVISOR})
    loan, asked = late(loan_terms), {"kind": PLAN, "installments": 30}
    by_agent = replace(WHY, role=Role.AGENT)
    (refusal,) = ask(loan, terms, overrides=(by_agent,), **asked).refused
    assert refusal.reason is Reason.TOO_MANY_INSTALLMENTS
    by_supervisor = replace(WHY, role=Role.SUPERVISOR)
    offer = ask(loan, terms, overrides=(by_supervisor,), **asked).made[0]
    assert (len(offer.installments), offer.inputs.overrides) == (30, (by_supervisor,))
    elsewhere = replace(by_supervisor, kind=OfferKind.RESPREAD)
    assert ask(loan, terms, overrides=(elsewhere,), **asked).refused


def test_an_approval_reaches_as_far_as_the_role_that_gave_it(loan_terms, terms):
    loan, asked = late(loan_terms), {"kind": PLAN, "installments": 20}
    given = Override(Reason.NEEDS_APPROVAL, "mei", "income returns in spring", Role.AGENT, PLAN)
    assert ask(loan, terms, **asked).refused[0].reason is Reason.NEEDS_APPROVAL
    offer = ask(loan, terms, overrides=(given,), **asked).made[0]
    assert (len(offer.installments), offer.approval) == (20, Role.AGENT)
    above = with_limits(terms, Limits(PLAN, approval=Role.SUPERVISOR))
    assert ask(loan, above, overrides=(given,), **asked).made == ()


def test_what_is_nearest_to_the_request_comes_first(loan_terms, terms):
    made = ask(late(loan_terms), terms, kind=PLAN, installments=40).made
    assert [len(offer.installments) for offer in made] == [12, 6, 3]
