"""Nobody changes the record of what staff did without its being seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DatabaseError

from bot.ledger.database import Database
from bot.ledger.schema import migrate
from bot.ledger.tables import AuditEntry
from bot.servicing import audit


@pytest.fixture
def five(database: Database, now: datetime) -> Database:
    with database.writing() as session:
        for n in range(5):
            detail = {"words": "把期限放宽", "n": n}
            at = now + timedelta(microseconds=n)
            audit.record(session, "claim", by="Lin", subject=f"c{n}", detail=detail, now=at)
    return database


def verdict(database: Database, containing: str = "") -> audit.Verdict:
    with database.reading() as session:
        return audit.verify(session, containing=containing)


def test_an_untouched_record_is_whole(five: Database) -> None:
    told = verdict(five)
    assert (told.entries, told.is_whole) == (5, True)


@pytest.mark.parametrize(
    "change",
    [
        {"by": "Mei"},
        {"action": "resolve"},
        {"subject": "c9"},
        {"detail": {}},
        {"at": datetime.fromisoformat("2026-01-01T00:00:00+00:00")},
        {"hash": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(five: Database, change: dict[str, object]) -> None:
    with five.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.id == 3).values(**change))
    assert verdict(five).broken_at == 3


def test_a_removed_entry_is_found(five: Database) -> None:
    with five.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == 3))
    assert verdict(five).broken_at == 4


def test_an_inserted_entry_is_found(five: Database, now: datetime) -> None:
    with five.writing() as session:
        session.execute(
            insert(AuditEntry).values(
                id=9, at=now, by="x", action="x", subject="", detail={}, previous_hash="1", hash="2"
            )
        )
    assert verdict(five).broken_at == 9


def test_a_cut_off_end_is_found_by_a_hash_noted_earlier(five: Database) -> None:
    head = verdict(five).head
    assert verdict(five, head).is_whole
    with five.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == 5))
    assert verdict(five).is_whole
    assert not verdict(five, head).is_whole


def test_many_at_once_make_one_chain(database: Database, now: datetime) -> None:
    def one(n: int) -> None:
        with database.writing() as session:
            audit.record(session, "claim", by=f"agent {n}", now=now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))
    told = verdict(database)
    assert (told.entries, told.is_whole) == (24, True)


@pytest.mark.parametrize("change", ["update audit_entry set by = 'x'", "delete from audit_entry"])
def test_the_migrated_ledger_refuses_changes(
    database_without_tables: Database, now: datetime, change: str
) -> None:
    database = database_without_tables
    migrate(database)
    with database.writing() as session:
        audit.record(session, "claim", by="Lin", now=now)
    with pytest.raises(DatabaseError, match="only appended"), database.writing() as session:
        session.execute(text(change))
