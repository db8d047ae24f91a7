"""The program's one clock. Only a demonstration ledger has a clock that can be moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.ledger.tables import ClockSetting


class NotADemonstration(Exception):  # noqa: N818 - named for what is wrong
    """The clock of a real ledger cannot be moved."""


def now(session: Session) -> datetime:
    setting = session.get(ClockSetting, 1)
    offset = timedelta(seconds=setting.offset_seconds) if setting else timedelta(0)
    return machine_now() + offset


def machine_now() -> datetime:
    """For queues and leases only: they must not stop because a demonstration moved its clock."""
    return datetime.now(UTC)


def is_demonstration(session: Session) -> bool:
    return session.get(ClockSetting, 1) is not None


def set_clock(session: Session, to: datetime) -> datetime:
    return _move(session, (to - machine_now()).total_seconds())


def advance_clock(session: Session, by: timedelta) -> datetime:
    setting = session.get(ClockSetting, 1)
    already = setting.offset_seconds if setting else 0
    return _move(session, already + by.total_seconds())


def _move(session: Session, seconds: float) -> datetime:
    setting = session.get(ClockSetting, 1)
    if setting is None:
        raise NotADemonstration
    setting.offset_seconds = round(seconds)
    return now(session)


def local_day(at: datetime, timezone: str) -> date:
    """The borrower's own calendar day."""
    return at.astimezone(ZoneInfo(timezone)).date()
