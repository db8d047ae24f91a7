"""Nobody is told to expect colleagues who are not there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.loans import Attendance, OfficeHours, Window, attendance

ZONE = ZoneInfo("Asia/Taipei")
HOURS = OfficeHours("Asia/Taipei", Window(time(9), time(18)))
FRIDAY = datetime(2026, 11, 20, 10, 30, tzinfo=ZONE)


def test_within_hours_they_are_there_until_closing() -> None:
    assert attendance(HOURS, now=FRIDAY) == Attendance(until=FRIDAY.replace(hour=18, minute=0))


def test_at_closing_time_they_are_gone_until_after_the_weekend_and_the_holiday() -> None:
    closed = FRIDAY.replace(hour=18, minute=0)
    monday = date(2026, 11, 23)
    back = datetime(2026, 11, 24, 9, tzinfo=ZONE)
    assert attendance(HOURS, now=closed, holidays={monday}) == Attendance(again_at=back)


@given(st.integers(min_value=0, max_value=60 * 24 * 30))
def test_whoever_comes_back_then_is_there(minutes: int) -> None:
    told = attendance(HOURS, now=FRIDAY + timedelta(minutes=minutes))
    if told.again_at is not None:
        assert attendance(HOURS, now=told.again_at).until is not None
    else:
        assert told.until is not None
