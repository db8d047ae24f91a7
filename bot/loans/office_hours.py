"""When colleagues are there to answer, so that nobody is told to expect them when they are not."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.loans.contact_rules import Window
from bot.loans.due_dates import NO_HOLIDAYS

_SATURDAY = 5
_LOOKED_AHEAD = 30


@dataclass(frozen=True)
class OfficeHours:
    timezone: str
    workdays: Window
    weekends: Window | None = None
    """``None``: closed on Saturdays and Sundays. On public holidays always."""


@dataclass(frozen=True)
class Attendance:
    """``until`` when they are there; ``again_at`` when they are not, if it is known."""

    until: datetime | None = None
    again_at: datetime | None = None


def attendance(
    hours: OfficeHours, *, now: datetime, holidays: Container[date] = NO_HOLIDAYS
) -> Attendance:
    """``now`` is in the office's own time zone."""
    for ahead in range(_LOOKED_AHEAD):
        day = now + timedelta(days=ahead)
        window = _window(hours, day.date(), holidays)
        if window is None:
            continue
        opens = datetime.combine(day.date(), window.opens, tzinfo=now.tzinfo)
        closes = datetime.combine(day.date(), window.closes, tzinfo=now.tzinfo)
        if opens <= now < closes:
            return Attendance(until=closes)
        if now < opens:
            return Attendance(again_at=opens)
    return Attendance()


def _window(hours: OfficeHours, day: date, holidays: Container[date]) -> Window | None:
    if day in holidays:
        return None
    return hours.weekends if day.weekday() >= _SATURDAY else hours.workdays
