"""Dates of payments for the borrower's own calendar (RFC 5545)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Event
from icalendar import Calendar as RfcCalendar

AT = time(10, 0)
LASTS = timedelta(minutes=15)
REMINDS_BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class Appointment:
    """``title`` may be read by anybody who sees the calendar: it names neither loan nor debt."""

    uid: str
    day: date
    title: str
    text: str


@dataclass(frozen=True)
class Calendar:
    producer: str
    timezone: str
    written_at: datetime
    appointments: tuple[Appointment, ...]


def write_calendar(calendar: Calendar) -> bytes:
    """At ten in the morning where the borrower lives, with a reminder on the day before."""
    written = RfcCalendar()
    written.add("prodid", f"-//{calendar.producer}//EN")
    written.add("version", "2.0")
    for appointment in calendar.appointments:
        written.add_component(_event(appointment, calendar))
    written.add_missing_timezones()
    return bytes(written.to_ical())


def _event(appointment: Appointment, calendar: Calendar) -> Event:
    starts = datetime.combine(appointment.day, AT, ZoneInfo(calendar.timezone))
    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", calendar.written_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + LASTS)
    event.add("summary", appointment.title)
    event.add("description", appointment.text)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", appointment.title)
    reminder.add("trigger", -REMINDS_BEFORE)
    event.add_component(reminder)
    return event
