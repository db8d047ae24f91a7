"""The program's one clock. Only a demonstration ledger has a clock that can be moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.ledger.tables import ClockSetting


class NotADemonstration(Exception):  # noqa: N818 - named for what is wrong
    """The clock of a real ledger cannot be moved."""


def now(session: Session) -> datetime:
    setting = session.get(ClockSetting, 1)
    offset = timedelta(seconds=setting.offset_seconds) if setting else timedelta(0)
    return datetime.now(UTC) + offset


def is_demonstration(session: Session) -> bool:
    return session.get(ClockSetting, 1) is not None


def set_clock(session: Session, to: datetime) -> datetime:
    return _move(session, (to - datetime.now(UTC)).total_seconds())


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
