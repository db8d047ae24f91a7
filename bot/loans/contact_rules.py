"""When the lender may write first: hours, how often, and what holds all reminders back.

Answers to what a borrower writes are not contacts: they count for nothing and come at any hour.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum

from bot.loans.delinquency import DelinquencyBucket
from bot.loans.due_dates import NO_HOLIDAYS

_SATURDAY = 5
_SEARCHED = timedelta(days=60)


class PauseReason(str, Enum):
    """What holds reminders back, the strongest first."""

    CRISIS = "crisis"
    DISTRESS = "distress"
    REPRESENTATION = "representation"
    DEATH = "death"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    WRONG_PERSON = "wrong_person"
    OPT_OUT = "opt_out"
    HARDSHIP = "hardship"
    PAYMENT_CLAIM = "payment_claim"
    ARRANGEMENT = "arrangement"
    PROMISE = "promise"


def strongest(pauses: Collection[PauseReason]) -> PauseReason | None:
    return next((reason for reason in PauseReason if reason in pauses), None)


@dataclass(frozen=True)
class Window:
    """Local hours from ``opens`` to ``closes``; the closing minute itself is outside."""

    opens: time
    closes: time


@dataclass(frozen=True)
class ContactRules:
    """Contacts of all channels and programs of the lender count together."""

    workdays: Window
    weekends: Window | None = None
    """``None``: not on Saturdays and Sundays."""
    on_holidays: bool = False
    max_a_day: int = 1
    max_in_7_days: int = 3
    max_in_30_days: int = 10
    days_between: Mapping[DelinquencyBucket, int] = field(default_factory=dict)


class ContactRefusal(str, Enum):
    PAUSED = "paused"
    OUTSIDE_HOURS = "outside_hours"
    HOLIDAY = "holiday"
    TOO_SOON = "too_soon"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True)
class ContactAnswer:
    """Allowed when ``refusal`` is ``None``; ``not_before`` is when to ask again."""

    refusal: ContactRefusal | None
    pause: PauseReason | None = None
    not_before: datetime | None = None


def may_contact(
    rules: ContactRules,
    bucket: DelinquencyBucket,
    *,
    sent: Collection[datetime],
    pauses: Collection[PauseReason],
    now: datetime,
    holidays: Container[date] = NO_HOLIDAYS,
) -> ContactAnswer:
    """``now`` and ``sent`` are in the borrower's own time zone."""
    pause = strongest(pauses)
    if pause is not None:
        return ContactAnswer(ContactRefusal.PAUSED, pause)
    refusal, _ = _refused(rules, bucket, sent, now, holidays)
    if refusal is None:
        return ContactAnswer(None)
    return ContactAnswer(refusal, not_before=_next(rules, bucket, sent, now, holidays))


def _next(
    rules: ContactRules,
    bucket: DelinquencyBucket,
    sent: Collection[datetime],
    now: datetime,
    holidays: Container[date],
) -> datetime | None:
    """The first moment at which nothing stands in the way, within sixty days."""
    moment = now
    while moment - now < _SEARCHED:
        refusal, later = _refused(rules, bucket, sent, moment, holidays)
        if refusal is None:
            return moment
        moment = later
    return None


def _refused(
    rules: ContactRules,
    bucket: DelinquencyBucket,
    sent: Collection[datetime],
    moment: datetime,
    holidays: Container[date],
) -> tuple[ContactRefusal | None, datetime]:
    """Why not at this moment, and the next moment that is worth looking at."""
    midnight = _midnight(moment) + timedelta(days=1)
    if moment.date() in holidays and not rules.on_holidays:
        return ContactRefusal.HOLIDAY, midnight
    window = rules.weekends if moment.weekday() >= _SATURDAY else rules.workdays
    if window is None or moment.time() >= window.closes:
        return ContactRefusal.OUTSIDE_HOURS, midnight
    if moment.time() < window.opens:
        opening = _midnight(moment) + timedelta(
            hours=window.opens.hour, minutes=window.opens.minute
        )
        return ContactRefusal.OUTSIDE_HOURS, opening
    gap = timedelta(days=rules.days_between.get(bucket, 0))
    if sent and moment < max(sent) + gap:
        return ContactRefusal.TOO_SOON, max(sent) + gap
    free_at = _free_at(rules, sent, moment)
    return (ContactRefusal.TOO_OFTEN, free_at) if free_at > moment else (None, moment)


def _free_at(rules: ContactRules, sent: Collection[datetime], moment: datetime) -> datetime:
    """When every count of contacts is below its limit again."""
    free = moment
    today = [at for at in sent if at.date() == moment.date()]
    if len(today) >= rules.max_a_day:
        free = _midnight(moment) + timedelta(days=1)
    for days, most in ((7, rules.max_in_7_days), (30, rules.max_in_30_days)):
        span = timedelta(days=days)
        recent = sorted(at for at in sent if moment - span < at <= moment)
        if len(recent) >= most:
            free = max(free, recent[len(recent) - most] + span)
    return free


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
