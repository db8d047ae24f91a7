"""When installments fall due: frequencies, month ends, days when banks are closed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container
from datetime import date, timedelta
from enum import Enum

NO_HOLIDAYS: frozenset[date] = frozenset()
_SATURDAY = 5


class Frequency(str, Enum):
    MONTHLY = "monthly"
    FORTNIGHTLY = "fortnightly"
    WEEKLY = "weekly"

    @property
    def per_year(self) -> int:
        """Periods a year, as rates are quoted: 12, 26, 52."""
        return _PER_YEAR[self]


_PER_YEAR = {Frequency.MONTHLY: 12, Frequency.FORTNIGHTLY: 26, Frequency.WEEKLY: 52}
_DAYS = {Frequency.FORTNIGHTLY: 14, Frequency.WEEKLY: 7}


class BusinessDays(str, Enum):
    """What happens to a due date on a weekend or holiday."""

    UNADJUSTED = "unadjusted"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified_following"
    PRECEDING = "preceding"


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if day.day <= 28:  # noqa: PLR2004 - every month has it
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def on_day(month: date, day: int) -> date:
    """That day of the month, or its last one when it is shorter."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def add_periods(first: date, frequency: Frequency, periods: int) -> date:
    """Counted from the first date, so that 31 January, 28 February, 31 March come out."""
    if frequency is Frequency.MONTHLY:
        return add_months(first, periods)
    return first + timedelta(days=_DAYS[frequency] * periods)


def is_business_day(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def adjust(day: date, rule: BusinessDays, holidays: Container[date]) -> date:
    """Move a date that is no business day as the rule says."""
    if rule is BusinessDays.UNADJUSTED:
        return day
    if rule is BusinessDays.PRECEDING:
        return _roll(day, -1, holidays)
    moved = _roll(day, 1, holidays)
    if rule is BusinessDays.MODIFIED_FOLLOWING and moved.month != day.month:
        return _roll(day, -1, holidays)
    return moved


def _roll(day: date, step: int, holidays: Container[date]) -> date:
    while not is_business_day(day, holidays):
        day += timedelta(days=step)
    return day
