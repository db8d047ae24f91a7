"""What can be paid now, what a named amount stands for, and what was charged for being late."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from asking import cny

from bot.loans import (
    CaseKind,
    LateCharges,
    Loan,
    Payment,
    assess,
    deadline,
)
from bot.loans.cases import Clock, Duty
from bot.loans.charges import late_charges_of
from bot.loans.office_hours import Attendance, OfficeHours, Window, attendance
from bot.loans.paying import Payable, Purpose, find_claimed, payable

LATE = date(2026, 3, 20)


def shown(**figures):
    none = dict.fromkeys(("plan", "installment", "oldest"))
    least = {"due": cny(0), "whole": cny(9000), "payoff": cny(8800)}
    return Payable(**{**none, **least, **figures})


def test_what_is_meant_without_an_amount_is_the_plan_then_what_is_due_then_what_comes():
    every = {"plan": cny(300), "due": cny(2100), "installment": cny(1000)}
    assert shown(**every).usual == cny(300)
    assert shown(**{**every, "plan": None}).usual == cny(2100)
    assert shown(installment=cny(1000)).usual == cny(1000)
    assert shown().usual == cny(9000)


@pytest.mark.parametrize(
    ("share", "amount"), [("all", 2100), ("rest", 9000), ("minimum", 1050), ("0.5", 1050)]
)
def test_a_share_is_of_what_is_to_be_paid_now(share, amount):
    figures = shown(due=cny(2100), oldest=cny(1050), installment=cny(1000))
    assert figures.share(share) == cny(amount)


@pytest.mark.parametrize(
    ("amount", "purpose"),
    [
        (300, Purpose.PLAN),
        (2100, Purpose.DUE),
        (9000, Purpose.WHOLE),
        (1000, Purpose.INSTALLMENT),
        (200, Purpose.PART),
        (400, Purpose.AHEAD),
    ],
)
def test_an_amount_is_named_by_what_it_brings_in_order(amount, purpose):
    figures = shown(plan=cny(300), due=cny(2100), installment=cny(1000))
    assert figures.purpose_of(cny(amount)) is purpose


def test_a_late_loan_shows_its_oldest_installment_and_all_that_is_due(loan_terms, terms):
    loan = Loan(loan_terms)
    figures = payable(loan, assess(loan, today=LATE), terms)
    assert figures.oldest is not None
    assert figures.oldest < figures.due < figures.whole
    assert figures.plan is None


def test_a_claimed_payment_is_found_by_amount_and_day_and_only_among_new_ones():
    booked = [Payment("P1", cny(500), date(2026, 3, 1)), Payment("P2", cny(500), date(2026, 3, 9))]
    found = find_claimed(booked, cny(500), paid_on=date(2026, 3, 8), today=LATE)
    assert found is not None
    assert found.reference == "P2"
    assert find_claimed(booked, None, paid_on=date(2026, 3, 1), today=LATE) == booked[0]
    known = find_claimed(booked, cny(500), paid_on=date(2026, 3, 8), before=["P2"], today=LATE)
    assert known is None
    assert find_claimed(booked, cny(400), paid_on=date(2026, 3, 1), today=LATE) is None


def test_late_charges_are_told_installment_by_installment(loan_terms):
    charged = replace(
        loan_terms,
        late_charges=LateCharges(
            late_fee=cny(25), penalty_annual_rate=Decimal("0.216"), grace_days=3
        ),
    )
    told = late_charges_of(Loan(charged), today=LATE)
    assert [(one.number, one.late_fee) for one in told] == [(1, cny(25)), (2, cny(25))]
    assert told[0].charged_from == date(2026, 2, 19)
    assert told[0].penalty_interest > told[1].penalty_interest


def test_where_the_law_is_not_known_the_shortest_clock_holds():
    clocks = [{Duty.COMPLAINT: Clock(30, "TW")}, {Duty.COMPLAINT: Clock(15, "CN")}]
    held = deadline(CaseKind.COMPLAINT, date(2026, 3, 1), clocks)
    assert held is not None
    assert (held.day, held.source) == (date(2026, 3, 16), "CN")
    assert deadline(CaseKind.COMPLAINT, date(2026, 3, 1), []) is None
    assert deadline(CaseKind.CALLBACK, date(2026, 3, 1), clocks) is None


def test_an_office_that_stays_closed_promises_no_hour():
    now = datetime(2026, 3, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    hours = OfficeHours("Asia/Shanghai", workdays=Window(time(8), time(20)))
    closed = {now.date() + timedelta(days=ahead) for ahead in range(60)}
    assert attendance(hours, now=now).until is not None
    assert attendance(hours, now=now, holidays=closed) == Attendance()
