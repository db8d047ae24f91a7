"""An agreement over its months in the running program, whose clock is moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from running_program import RunningProgram, wait_until
from speakers import OnTheWeb
from sqlalchemy import select
from world import World

from bot.ledger.clock import advance_clock, now, set_clock
from bot.ledger.database import Database
from bot.ledger.tables import Loan, Payment
from bot.terms.holidays import bank_holidays

pytestmark = pytest.mark.rasa


@pytest.fixture
def alone(trained_models: Path, tmp_path: Path) -> Iterator[World]:
    """A program whose clock nobody else looks at."""
    program = RunningProgram(tmp_path, {})
    program.start()
    ledger = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger.writing() as session:
        set_clock(session, (datetime.now(UTC) + timedelta(days=1)).replace(hour=6))
    yield World(program, None, ledger)
    ledger.close()
    assert program.stop() == 0, program.output


def advance(world: World, days: int) -> None:
    with world.database.writing() as session:
        advance_clock(session, timedelta(days=days))


def entries(world: World, person) -> list[str]:
    [loan] = world.report(person)["loans"]
    return [entry["status"] for entry in loan["arrangements"][-1]["entries"]]


def standing(world: World, person) -> list[str]:
    return [p["reason"] for p in world.report(person)["pauses"] if not p["ended_at"]]


def becomes(world: World, person, statuses: list[str]) -> None:
    wait_until(lambda: entries(world, person) == statuses, why=str(entries(world, person)))


def test_an_agreement_lives_through_its_months(alone: World) -> None:
    person = alone.borrower("zh_Hans_CN")
    speaker = OnTheWeb(alone, person)
    speaker.open_link()
    speaker.say("我想分期还")
    speaker.tap("1.")
    assert [said.response for said in speaker.tap("同意")] == ["utter_agreed"]
    advance(alone, 2)
    becomes(alone, person, ["agreed", "active"])
    [loan] = alone.report(person)["loans"]
    first = date.fromisoformat(loan["arrangements"][0]["installments"][0]["due_date"])
    advance(alone, (first - alone.today(person)).days + 1)
    while alone.today(person) in bank_holidays("CN", 2026, 2040):
        advance(alone, 1)  # nobody is written to on a holiday
    becomes(alone, person, ["agreed", "active", "active"])
    assert "arrangement" in standing(alone, person)
    wait_until(lambda: [said.response for said in speaker.news()] == ["utter_second_chance"])
    asked = [said.response for said in speaker.tap("给我看看")]
    assert asked == ["utter_ask_proof"]
    told = speaker.open_link()
    assert "utter_arrangement" in [said.response for said in told]
    assert "补上" in told[-1].text
    advance(alone, 6)
    becomes(alone, person, ["agreed", "active", "active", "broken"])
    assert standing(alone, person) == []
    speaker.close()


def test_an_agreement_that_is_paid_is_completed(alone: World) -> None:
    person = alone.borrower("en")
    speaker = OnTheWeb(alone, person)
    speaker.open_link()
    speaker.say("I want to settle the whole loan early")
    speaker.tap("1.")
    speaker.tap("Yes, I agree")
    [loan] = alone.report(person)["loans"]
    with alone.database.writing() as session:
        row = session.scalars(select(Loan).where(Loan.reference == person.loan)).one()
        minor = int(loan["arrangements"][0]["total"].split()[1].replace(".", ""))
        session.add(
            Payment(
                loan_id=row.id,
                reference="K-1",
                amount_minor=minor,
                currency="GBP",
                received_on=alone.today(person),
                created_at=now(session),
            )
        )
    becomes(alone, person, ["agreed", "completed"])
    assert alone.report(person)["loans"][0]["outstanding"] == "GBP 0.00"
    assert standing(alone, person) == []
    speaker.close()
