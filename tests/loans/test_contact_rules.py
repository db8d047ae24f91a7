from datetime import date, datetime, time

import pytest

from bot.loans import (
    ContactRefusal,
    ContactRules,
    DelinquencyBucket,
    PauseReason,
    Window,
    may_contact,
    strongest,
)

RULES = ContactRules(
    workdays=Window(time(9), time(19)),
    weekends=None,
    days_between={DelinquencyBucket.D1_30: 7},
)
LATE = DelinquencyBucket.D31_60


def at(text):
    return datetime.fromisoformat(text)


def ask(now, *, rules=RULES, bucket=LATE, sent=(), pauses=(), holidays=frozenset()):
    sent = [at(moment) for moment in sent]
    return may_contact(rules, bucket, sent=sent, pauses=pauses, now=at(now), holidays=holidays)


@pytest.mark.parametrize(
    ("now", "refusal", "not_before"),
    [
        ("2026-11-23T08:59", ContactRefusal.OUTSIDE_HOURS, "2026-11-23T09:00"),
        ("2026-11-23T09:00", None, None),
        ("2026-11-23T18:59", None, None),
        ("2026-11-23T19:00", ContactRefusal.OUTSIDE_HOURS, "2026-11-24T09:00"),
        ("2026-11-27T20:00", ContactRefusal.OUTSIDE_HOURS, "2026-11-30T09:00"),
        ("2026-11-28T12:00", ContactRefusal.OUTSIDE_HOURS, "2026-11-30T09:00"),
    ],
)
def test_reminders_are_sent_only_within_hours(now, refusal, not_before):
    answer = ask(now)
    assert answer.refusal is refusal
    assert answer.not_before == (at(not_before) if not_before else None)


def test_holidays_are_left_in_peace():
    answer = ask("2026-11-23T12:00", holidays={date(2026, 11, 23)})
    assert answer.refusal is ContactRefusal.HOLIDAY
    assert answer.not_before == at("2026-11-24T09:00")
    allowed = ContactRules(Window(time(9), time(19)), on_holidays=True)
    assert ask("2026-11-23T12:00", rules=allowed, holidays={date(2026, 11, 23)}).refusal is None


def test_a_second_reminder_waits_for_the_next_day():
    answer = ask("2026-11-23T15:00", sent=["2026-11-23T10:00"])
    assert answer.refusal is ContactRefusal.TOO_OFTEN
    assert answer.not_before == at("2026-11-24T09:00")


def test_a_fourth_reminder_in_a_week_waits_until_the_first_is_a_week_old():
    sent = ["2026-11-17T10:00", "2026-11-18T10:00", "2026-11-19T10:00"]
    answer = ask("2026-11-23T15:00", sent=sent)
    assert answer.refusal is ContactRefusal.TOO_OFTEN
    assert answer.not_before == at("2026-11-24T10:00")


def test_an_eleventh_reminder_in_a_month_waits():
    sent = [f"2026-11-{day:02}T10:00" for day in (2, 3, 4, 6, 9, 10, 12, 13)]
    sent += ["2026-11-17T10:00", "2026-11-19T10:00"]
    answer = ask("2026-11-25T15:00", sent=sent)
    assert answer.refusal is ContactRefusal.TOO_OFTEN
    assert answer.not_before == at("2026-12-02T10:00")


def test_a_reminder_exactly_a_week_old_counts_no_more():
    sent = ["2026-11-17T10:00", "2026-11-18T10:00", "2026-11-19T10:00"]
    assert ask("2026-11-24T10:00", sent=sent).refusal is None
    just_now = ["2026-11-20T10:00", "2026-11-19T10:00", "2026-11-23T10:00"]
    loose = ContactRules(Window(time(9), time(19)), max_a_day=9)
    answer = ask("2026-11-23T10:00", rules=loose, sent=just_now)
    assert answer.refusal is ContactRefusal.TOO_OFTEN


def test_early_arrears_are_reminded_once_a_week():
    answer = ask("2026-11-23T10:00", bucket=DelinquencyBucket.D1_30, sent=["2026-11-17T10:00"])
    assert answer.refusal is ContactRefusal.TOO_SOON
    assert answer.not_before == at("2026-11-24T10:00")


def test_the_strongest_pause_is_named():
    pauses = [PauseReason.PROMISE, PauseReason.CRISIS, PauseReason.OPT_OUT]
    answer = ask("2026-11-23T10:00", pauses=pauses)
    assert (answer.refusal, answer.pause) == (ContactRefusal.PAUSED, PauseReason.CRISIS)
    assert answer.not_before is None
    assert strongest([]) is None


def test_rules_that_allow_no_day_give_no_day():
    never = ContactRules(Window(time(9), time(9)))
    answer = ask("2026-11-23T10:00", rules=never)
    assert (answer.refusal, answer.not_before) == (ContactRefusal.OUTSIDE_HOURS, None)
