from datetime import date

import pytest

from bot.loans import (
    Money,
    Payment,
    Promise,
    PromiseRefusal,
    PromiseStatus,
    PromiseTerms,
    check_promise,
    judge_promise,
)

TERMS = PromiseTerms()
MADE = date(2026, 4, 20)
FRIDAY = date(2026, 4, 24)


def cny(amount):
    return Money.of(amount, "CNY")


def promise(amount=500, due=FRIDAY, **more):
    return Promise(cny(amount), due, MADE, **more)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (promise(), None),
        (promise(0), PromiseRefusal.NOT_POSITIVE),
        (promise(1001), PromiseRefusal.MORE_THAN_OWED),
        (promise(due=date(2026, 4, 19)), PromiseRefusal.DATE_IN_THE_PAST),
        (promise(due=date(2026, 5, 4)), None),
        (promise(due=date(2026, 5, 5)), PromiseRefusal.TOO_FAR_AHEAD),
    ],
)
def test_a_promise_is_taken_within_limits(given, refusal):
    answer = check_promise(given, cny(1000), (), TERMS)
    assert answer.refusal is refusal
    assert answer.latest == date(2026, 5, 4)


def test_after_three_broken_promises_no_other_is_taken():
    broken = [PromiseStatus.BROKEN] * 3
    answer = check_promise(promise(), cny(1000), broken, TERMS)
    assert answer.refusal is PromiseRefusal.TOO_MANY_BROKEN


@pytest.mark.parametrize(
    ("amount", "received", "today", "status"),
    [
        (500, FRIDAY, FRIDAY, PromiseStatus.KEPT),
        (490, FRIDAY, FRIDAY, PromiseStatus.KEPT),
        (489, FRIDAY, FRIDAY, PromiseStatus.PENDING),
        (489, FRIDAY, date(2026, 4, 26), PromiseStatus.BROKEN),
        (500, date(2026, 4, 25), date(2026, 4, 25), PromiseStatus.KEPT),
        (500, date(2026, 4, 26), date(2026, 4, 26), PromiseStatus.BROKEN),
        (500, date(2026, 4, 19), FRIDAY, PromiseStatus.PENDING),
    ],
)
def test_a_promise_is_judged_by_the_payments_with_tolerance(amount, received, today, status):
    payments = (Payment("p1", cny(amount), received),)
    assert judge_promise(promise(), payments, TERMS, today=today) is status


def test_a_payment_from_before_the_promise_does_not_keep_it():
    payments = (Payment("p1", cny(500), MADE),)
    given = promise(payments_before=("p1",))
    assert judge_promise(given, payments, TERMS, today=MADE) is PromiseStatus.PENDING
    assert judge_promise(promise(), payments, TERMS, today=MADE) is PromiseStatus.KEPT


def test_the_tolerance_is_rounded_up_and_lasts_through_its_day():
    odd = Promise(cny("0.51"), FRIDAY, MADE)
    # 98 % of 51 is 49.98, so 50 are enough and 49 are not.
    day = date(2026, 4, 25)
    for amount, status in (("0.50", PromiseStatus.KEPT), ("0.49", PromiseStatus.PENDING)):
        payments = (Payment("p1", cny(amount), FRIDAY),)
        assert judge_promise(odd, payments, TERMS, today=day) is status
    small = Promise(cny("0.62"), FRIDAY, MADE)
    payments = (Payment("p1", cny("0.60"), FRIDAY),)
    assert judge_promise(small, payments, TERMS, today=day) is PromiseStatus.PENDING


def test_a_promise_is_withdrawn_from_the_day_it_was():
    given = promise(withdrawn_on=FRIDAY)
    before = judge_promise(given, (), TERMS, today=date(2026, 4, 23))
    assert before is PromiseStatus.PENDING
    assert judge_promise(given, (), TERMS, today=FRIDAY) is PromiseStatus.WITHDRAWN


def test_all_that_is_owed_may_be_promised_and_for_today():
    assert check_promise(promise(1000), cny(1000), (), TERMS).refusal is None
    assert check_promise(promise(due=MADE), cny(1000), (), TERMS).refusal is None
    two = [PromiseStatus.BROKEN, PromiseStatus.BROKEN, PromiseStatus.KEPT]
    assert check_promise(promise(), cny(1000), two, TERMS).refusal is None
    least = check_promise(Promise(cny("0.01"), FRIDAY, MADE), cny(1000), (), TERMS)
    assert least.refusal is None


def test_a_withdrawn_promise_is_never_broken():
    given = promise(withdrawn_on=FRIDAY)
    status = judge_promise(given, (), TERMS, today=date(2026, 5, 1))
    assert status is PromiseStatus.WITHDRAWN
