"""Offers from the command line: seen, set aside by who may, computed again by an auditor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from people import TERMS, WANG, Sender, load_people
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot import loans
from bot.cli import app
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.schema import migrate
from bot.ledger.tables import Offer
from bot.ledger.terms_versions import keep_terms
from bot.servicing.account import view_loans
from bot.servicing.arrangements import offer_arrangements
from bot.servicing.staff import Role, add_staff

Repay = Callable[..., Result]
PASSWORD = "a long enough password"


@pytest.fixture
def ledger(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, quick_hashes: None
) -> Iterator[Database]:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    migrate(database)
    load_people(database, now)
    with database.writing() as session:
        keep_terms(session, TERMS, now=read_clock(session))
        for role in (Role.AGENT, Role.SUPERVISOR):
            add_staff(session, role.value, PASSWORD, role=role)
    yield database
    database.close()


@pytest.fixture
def repay(ledger: Database) -> Repay:
    return lambda *words: CliRunner().invoke(app, list(words))


def lines(result: Result) -> Sequence[dict[str, dict[str, object]]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def asked(repay: Repay) -> tuple[set[str], set[str]]:
    """How many installments are offered, and why others are not."""
    shown = lines(
        repay("offers", "show", WANG.loan, "--kind", "arrears_plan", "--installments", "30")
    )
    return (
        {str(len(line["offer"]["installments"])) for line in shown if "offer" in line},
        {
            f"{line['refused']['reason']} {line['overridden_by']}"
            for line in shown
            if "refused" in line
        },
    )


def test_what_is_refused_is_shown_with_its_reason_and_who_may_set_it_aside(repay: Repay) -> None:
    made, refused = asked(repay)
    assert "30" not in made
    assert refused == {"too_many_installments supervisor"}


def override(repay: Repay, by: str, password: str = PASSWORD) -> Result:
    given = ["--by", by, "--why", "back at work in spring", "--password", password]
    return repay("offers", "override", WANG.loan, "too_many_installments", *given)


def test_only_who_may_sets_a_limit_aside(repay: Repay) -> None:
    wrong = override(repay, "supervisor", "guessed password")
    assert (wrong.exit_code, "do not belong together" in wrong.output) == (1, True)
    agent = override(repay, "agent")
    assert (agent.exit_code, "needs a supervisor" in agent.output) == (1, True)
    assert "30" not in asked(repay)[0]
    assert override(repay, "supervisor").exit_code == 0
    assert asked(repay) == ({"30", "12", "6", "3"}, set())


def test_an_auditor_computes_stored_offers_again(ledger: Database, repay: Repay) -> None:
    sender = Sender(ledger)
    sender.proves()
    sender.says("what can I do")
    with sender.turn() as (turn, borrower):
        offer_arrangements(turn, borrower, view_loans(turn, borrower)[0], loans.OfferRequest())
    told = repay("audit", "recompute", "--borrower", WANG.reference)
    assert (told.exit_code, told.output) == (0, "3 offers: 3 come out the same, 0 do not.\n")
    with ledger.writing() as session:
        row = session.scalars(select(Offer)).first()
        assert row
        row.record = {**row.record, "loan_total": "CNY 1.00"}
    changed = repay("audit", "recompute")
    assert changed.exit_code == 1
    assert f"mismatch: offer {row.id} on {WANG.loan}" in changed.output
