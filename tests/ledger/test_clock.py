from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger.clock import (
    NotADemonstration,
    advance_clock,
    is_demonstration,
    local_day,
    machine_now,
    now,
    set_clock,
)
from bot.ledger.database import Database
from bot.ledger.tables import ClockSetting


@pytest.fixture
def demonstration(database: Database) -> Database:
    with database.writing() as session:
        session.add(ClockSetting(id=1, offset_seconds=0))
    return database


def test_the_clock_of_a_real_ledger_cannot_be_moved(database: Database) -> None:
    with database.writing() as session, pytest.raises(NotADemonstration):
        advance_clock(session, timedelta(days=1))
    with database.reading() as session:
        assert not is_demonstration(session)


def test_a_demonstration_moves_its_clock_and_goes_on_from_there(demonstration: Database) -> None:
    with demonstration.writing() as session:
        set_clock(session, datetime(2030, 1, 1, tzinfo=UTC))
        advance_clock(session, timedelta(days=2))
    with demonstration.reading() as session:
        assert abs(now(session) - datetime(2030, 1, 3, tzinfo=UTC)) < timedelta(seconds=30)


def test_queues_do_not_follow_a_moved_clock(demonstration: Database) -> None:
    with demonstration.writing() as session:
        set_clock(session, datetime(2020, 1, 1, tzinfo=UTC))
    assert machine_now() > datetime(2026, 1, 1, tzinfo=UTC)


def test_the_day_is_the_borrowers_own() -> None:
    at = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert local_day(at, "Asia/Shanghai").isoformat() == "2026-11-23"
    assert local_day(at, "Europe/London").isoformat() == "2026-11-22"
