"""Counting days, weeks and months from a day: the arithmetic under every date that people write."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta


def day_in_month(year: int, month: int, day: int) -> date:
    """That day, or the month's last one where it is shorter; raises ValueError for day 0 or 32."""
    if not 1 <= day <= 31:
        raise ValueError(f"no month has a day {day}")
    return date(year, month, min(day, monthrange(year, month)[1]))


def add_months(day: date, months: int, *, on: int | None = None) -> date:
    """The same day `months` later, or day `on` of that month; OverflowError past 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError(f"{months} months from {day} is beyond the calendar")
    return day_in_month(year, month + 1, on or day.day)


def month_end(day: date, months: int = 0) -> date:
    return add_months(day, months, on=31)


def start_of_month(as_of: date, month: int) -> date:
    """The next first of that month; today where the month is running."""
    if month == as_of.month:
        return as_of
    return date(as_of.year + (month < as_of.month), month, 1)


def start_of_week(day: date, weeks: int = 0) -> date:
    """The Monday of that week."""
    return day + timedelta(days=7 * weeks - day.weekday())


class NoSuchDayError(ValueError):
    """A month and a day that do not exist together: 31 February, and 29 in most years."""


def existing_day(year: int, month: int, day: int) -> date:
    """That day; NoSuchDayError where its month is shorter, ValueError for no date at all."""
    found = day_in_month(year, month, day)
    if found.day != day:
        raise NoSuchDayError(f"{year}-{month:02d} has no day {day}")
    return found


def next_such_day(as_of: date, month: int, day: int) -> tuple[date, str | None]:
    """The first such day from `as_of` on, and the rule where it is next year's."""
    if day_in_month(as_of.year, month, day) < as_of:
        return existing_day(as_of.year + 1, month, day), "next_year"
    return existing_day(as_of.year, month, day), None


def next_day_of_month(as_of: date, day: int) -> tuple[date, str | None]:
    """Day `day` of this month, or of the next where it has gone by."""
    found = add_months(as_of, 0, on=day)
    rule: str | None = "day_to_come" if found >= as_of else None
    if found < as_of:
        found, rule = add_months(as_of, 1, on=day), "next_month"
    return found, clamped(found, day) or rule


def clamped(found: date, day: int) -> str | None:
    """The rule `last_day_of_month`, where a month is too short for `day`."""
    return "last_day_of_month" if found.day != day else None
