from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from asking import TODAY, agreed, ask, late

from bot.loans import (
    ArrangementEntry,
    ArrangementStatus,
    OfferKind,
    Payment,
    Standing,
    assess,
    follow,
    may_become,
    next_status,
)

AGREED, ACTIVE = ArrangementStatus.AGREED, ArrangementStatus.ACTIVE
CANCELLED, BROKEN = ArrangementStatus.CANCELLED, ArrangementStatus.BROKEN
COMPLETED = ArrangementStatus.COMPLETED


@pytest.fixture
def plan(loan_terms, terms):
    offer = ask(late(loan_terms), terms, kind=OfferKind.ARREARS_PLAN, installments=3).made[0]
    return agreed(offer, terms)


def entered(plan, status, at=None, chance_until=None):
    at = at or plan.agreed_at + timedelta(days=1)
    entry = ArrangementEntry(status, at, chance_until=chance_until)
    return replace(plan, entries=(*plan.entries, entry))


def with_chance(plan, day=date(2026, 5, 16), until=date(2026, 5, 21)):
    """As the borrower was told on that day, the one after the first date was missed."""
    return entered(plan, ACTIVE, datetime.combine(day, plan.agreed_at.time()), until)


def test_an_arrangement_can_go_only_forward():
    offered = ArrangementStatus.OFFERED
    assert may_become(offered, AGREED)
    assert may_become(AGREED, CANCELLED)
    assert may_become(ACTIVE, BROKEN)
    assert not may_become(offered, ACTIVE)
    assert not may_become(ACTIVE, CANCELLED)
    assert not any(may_become(BROKEN, status) for status in ArrangementStatus)


def test_its_status_is_its_last_entry(plan):
    assert (plan.status, plan.is_open, plan.ended_on) == (AGREED, True, None)
    assert entered(plan, ACTIVE).is_open
    broken = entered(plan, BROKEN)
    assert (broken.is_open, broken.ended_on) == (False, date(2026, 4, 21))
    assert not broken.may_cancel(now=plan.agreed_at)


def test_a_cancelled_arrangement_is_as_if_it_had_never_been(loan_terms, terms):
    loan = late(loan_terms)
    offer = ask(loan, terms, kind=OfferKind.DEFERRAL, days=10).made[0]
    cancelled = entered(agreed(offer, terms), CANCELLED)
    undone = replace(loan, arrangements=(cancelled,))
    assert assess(undone, today=date(2026, 5, 1)) == assess(loan, today=date(2026, 5, 1))
    assert ask(undone, terms, kind=OfferKind.DEFERRAL, days=10).refused == ()


def test_what_was_missed_and_what_comes_next_are_told(plan, terms):
    outlays = plan.offer.outlays
    progress = follow(plan, (), terms, today=date(2026, 5, 16))
    assert (progress.missed_on, progress.due_so_far) == (outlays[0].due_date, outlays[0].amount)
    assert progress.shortfall == outlays[0].amount
    assert progress.next_outlay == outlays[0]
    assert progress.second_chance_until is None
    part = Payment("k", outlays[0].amount + outlays[1].amount, date(2026, 5, 15))
    ahead = follow(plan, (part,), terms, today=date(2026, 5, 16))
    assert ahead.next_outlay == outlays[2]
    assert (ahead.missed_on, ahead.second_chance_until) == (None, None)
    assert ahead.remaining == outlays[2].amount
    assert ahead.shortfall.minor == 0


def test_an_outlay_counts_as_due_only_after_its_day(plan, terms):
    first = plan.offer.outlays[0]
    assert follow(plan, (), terms, today=first.due_date).due_so_far.minor == 0
    paid = Payment("k", first.amount, first.due_date)
    second = plan.offer.outlays[1].due_date + timedelta(days=1)
    progress = follow(plan, (paid,), terms, today=second)
    assert progress.standing is Standing.SECOND_CHANCE
    assert progress.paid == first.amount


def test_cooling_off_lasts_through_its_last_moment(plan, terms):
    until = plan.cooling_off_until
    assert next_status(plan, (), terms, now=until, today=until.date()) is None
    later = until + timedelta(seconds=1)
    assert next_status(plan, (), terms, now=later, today=later.date()) is ACTIVE


def test_a_finished_plan_has_nothing_next(plan, terms):
    everything = sum(outlay.amount.minor for outlay in plan.offer.outlays)
    payment = Payment("k", replace(plan.offer.total, minor=everything), date(2026, 5, 15))
    progress = follow(plan, (payment,), terms, today=date(2026, 9, 1))
    assert progress.standing is Standing.COMPLETED
    assert (progress.next_outlay, progress.missed_on) == (None, None)


def test_payments_from_before_the_agreement_do_not_count(loan_terms, terms):
    loan = late(loan_terms)
    same_day = Payment("p2", loan.payments[0].amount, TODAY)
    loan = replace(loan, payments=(*loan.payments, same_day))
    offer = ask(loan, terms, kind=OfferKind.ARREARS_PLAN, installments=3).made[0]
    plan = agreed(offer, terms)
    assert follow(plan, loan.payments, terms, today=TODAY).paid.minor == 0
    later = Payment("p3", same_day.amount, TODAY)
    paid = follow(plan, (*loan.payments, later), terms, today=TODAY).paid
    assert paid == same_day.amount


@pytest.mark.parametrize(
    ("day", "payments", "status"),
    [
        (date(2026, 4, 20), False, None),
        (date(2026, 4, 22), False, ACTIVE),
        (date(2026, 5, 18), False, ACTIVE),
        (date(2026, 9, 21), False, ACTIVE),
        (date(2026, 4, 21), True, COMPLETED),
    ],
)
def test_the_entry_that_is_due_is_named(plan, terms, day, payments, status):
    everything = sum(outlay.amount.minor for outlay in plan.offer.outlays)
    paid = Payment("k", replace(plan.offer.total, minor=everything), date(2026, 4, 21))
    received = (paid,) if payments else ()
    now = datetime.combine(day, plan.agreed_at.time())
    assert next_status(plan, received, terms, now=now, today=day) is status


def test_a_closed_or_active_arrangement_gets_no_entry_twice(plan, terms):
    later = plan.agreed_at + timedelta(days=30)
    active = entered(plan, ACTIVE)
    assert next_status(active, (), terms, now=later, today=date(2026, 5, 10)) is None
    broken = entered(plan, BROKEN)
    assert next_status(broken, (), terms, now=later, today=date(2026, 9, 10)) is None


def test_nothing_is_broken_before_the_chance_to_make_up_was_given_and_has_passed(plan, terms):
    untold = follow(plan, (), terms, today=date(2026, 9, 1))
    assert untold.standing is Standing.SECOND_CHANCE
    told = with_chance(plan)
    for day, standing, status in (
        (date(2026, 5, 21), Standing.SECOND_CHANCE, None),
        (date(2026, 5, 22), Standing.BROKEN, BROKEN),
    ):
        progress = follow(told, (), terms, today=day)
        assert (progress.standing, progress.second_chance_until) == (standing, date(2026, 5, 21))
        now = datetime.combine(day, plan.agreed_at.time())
        assert next_status(told, (), terms, now=now, today=day) is status


def test_a_chance_is_for_the_date_that_was_missed_and_there_is_one(plan, terms):
    first, second = plan.offer.outlays[:2]
    told = with_chance(plan)
    made_up = Payment("k", first.amount, date(2026, 5, 20))
    later = second.due_date + timedelta(days=1)
    assert follow(told, (made_up,), terms, today=later).standing is Standing.BROKEN
    twice = replace(terms, max_second_chances=2)
    progress = follow(told, (made_up,), twice, today=later)
    assert (progress.standing, progress.second_chance_until) == (Standing.SECOND_CHANCE, None)


def test_a_price_that_was_not_paid_in_time_has_lapsed(loan_terms, wide_terms):
    offer = ask(late(loan_terms), wide_terms, kind=OfferKind.EARLY_SETTLEMENT).made[0]
    progress = follow(agreed(offer, wide_terms), (), wide_terms, today=date(2026, 9, 1))
    assert progress.standing is Standing.BROKEN
