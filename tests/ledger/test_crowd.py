"""The invented crowd: as many as asked for, the same each time, never among a lender's books."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.cli import app
from bot.conversations.statuses import Status
from bot.ledger.crowd import Crowd, Size
from bot.ledger.database import Database
from bot.ledger.schema import migrate
from bot.ledger.tables import Borrower, Conversation, Message, Staff


def texts(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Message.text).order_by(Message.id)))


def test_as_many_as_asked_for_in_all_languages_and_states(
    database: Database, now: datetime
) -> None:
    told: list[int] = []
    with database.writing() as session:
        session.add(Staff(id=5, name="Lin", role="agent", password_hash="-"))
    for _ in range(2):
        Crowd([(5, "Lin")], now=now).fill(database, Size(250, 1003), told.append)
    assert sum(told) == 2006
    assert len(told) == 4
    with database.reading() as session:
        talks = session.scalars(select(Conversation)).all()
        borrowers = session.scalar(select(func.count()).select_from(Borrower))
    assert len(talks) == 500
    assert {talk.locale for talk in talks} == {"zh_Hans_CN", "zh_Hant_TW", "zh_Hant_HK", "en"}
    assert {talk.status for talk in talks} == {status.value for status in Status}
    assert borrowers == 167
    said = texts(database)
    assert len(said) == 2006
    assert not [text for text in said if "%n" in text]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    migrate(database)
    return database


def seed() -> tuple[int, str]:
    words = ["demonstration", "seed", "--conversations", "5", "--messages", "20"]
    ended = CliRunner().invoke(app, words)
    return ended.exit_code, ended.output


def test_a_demonstration_is_made_where_there_is_nothing(ledger: Database) -> None:
    code, said = seed()
    assert (code, said.splitlines()[-1]) == (0, "Added 5 conversations with 20 messages.")
    assert len(texts(ledger)) == 20
    assert seed()[0] == 0
    assert len(texts(ledger)) == 40
    ledger.close()


def test_a_lenders_books_are_left_alone(ledger: Database) -> None:
    with ledger.writing() as session:
        person = Borrower(reference="R", name="N", phone="+1", locale="en", timezone="UTC")
        person.country, person.birth_date = "GB", date(1990, 1, 1)
        session.add(person)
    code, said = seed()
    assert code == 1
    assert "lender's books" in said
    assert texts(ledger) == []
    ledger.close()


def test_the_same_crowd_says_the_same(tmp_path: Path) -> None:
    heard = []
    for name in ("one", "other"):
        database = Database(f"sqlite:///{tmp_path / name}.db")
        migrate(database)
        with database.writing() as session:
            session.add(Staff(id=1, name="Lin", role="agent", password_hash="-"))
        crowd = Crowd([(1, "Lin")], now=datetime(2026, 11, 20, tzinfo=UTC))
        crowd.fill(database, Size(20, 100), lambda _: None)
        heard.append(texts(database))
        database.close()
    assert heard[0] == heard[1]
