"""What was agreed and promised goes out to the lender's core system."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from people import Sender

import bot
from bot import loans
from bot.ledger.clock import set_clock
from bot.ledger.database import Database
from bot.ledger.demonstration import load_demonstration
from bot.ledger.portfolio_files import KINDS, export_portfolio, import_portfolio
from bot.servicing.account import view_loans
from bot.servicing.arrangements import agree, cancel, last_undoable, offer_arrangements
from bot.servicing.hardship import report_hardship
from bot.servicing.promises import make_promise
from bot.terms import load_all

TERMS = load_all()
PAGE = (Path(bot.__file__).parent.parent / "docs" / "portfolio.md").read_text("utf-8")
PLAN = loans.OfferRequest(kind=loans.OfferKind.ARREARS_PLAN, installments=6)
PROMISED = loans.Money.parse("CNY 500.00")


@pytest.fixture
def settled(database: Database, now) -> Sender:
    """Hardship told, a promise made, a plan agreed, all on 20 November."""
    with database.writing() as session:
        load_demonstration(session, now=now, countries=TERMS)
        set_clock(session, now)
    sender = Sender(database)
    sender.proves()
    sender.says("I lost my job")
    with sender.turn() as (turn, borrower):
        report_hardship(turn, borrower, [loans.HardshipReason.JOB_LOSS], since=date(2026, 10, 1))
        view = view_loans(turn, borrower)[0]
        make_promise(turn, borrower, view, PROMISED, date(2026, 11, 27))
        offer = offer_arrangements(turn, borrower, view, PLAN).made[0]
        agree(turn, borrower, offer.id, read_back={})
    return sender


def exported(sender, tmp_path, **more):
    path = tmp_path / "out.jsonl"
    written = export_portfolio(sender.database, path, terms=TERMS, **more)
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    by_kind = {kind: [r for r in records if r["kind"] == kind] for kind in written}
    assert written == {kind: len(found) for kind, found in by_kind.items()}
    return by_kind


def test_what_the_borrower_agreed_and_told_is_written(settled, tmp_path: Path) -> None:
    found = exported(settled, tmp_path)
    (plan,) = found["arrangement"]
    assert (plan["loan"], plan["offer"], plan["status"]) == (
        "L-2024-7301",
        "arrears_plan",
        "agreed",
    )
    amounts = [loans.from_record(loans.Installment, each).amount for each in plan["installments"]]
    assert str(loans.total(amounts, "CNY")) == plan["total"]
    (promise,) = found["promise"]
    assert (
        promise.items()
        >= {
            "borrower": "B-1001",
            "amount": "CNY 500.00",
            "due_on": "2026-11-27",
            "status": "pending",
        }.items()
    )
    (report,) = found["hardship_report"]
    assert (report["reason"], report["since"]) == ("job_loss", "2026-10-01")
    assert found["payment"][0]["loan"] == "L-2024-7301"


def test_since_leaves_out_what_was_known_before(settled, tmp_path: Path) -> None:
    same_day = exported(settled, tmp_path, since=date(2026, 11, 20))
    assert [len(same_day[kind]) for kind in ("arrangement", "promise", "hardship_report")] == [
        1
    ] * 3
    assert not same_day["payment"]
    later = exported(settled, tmp_path, since=date(2026, 11, 21))
    assert not later["arrangement"]
    assert not later["hardship_report"]


def test_an_arrangement_undone_since_is_written_again(settled, tmp_path: Path) -> None:
    settled.waits(timedelta(hours=20))
    settled.says("I want to undo it")
    with settled.turn() as (turn, borrower):
        assert cancel(turn, borrower, last_undoable(turn, borrower))
    (plan,) = exported(settled, tmp_path, since=date(2026, 11, 21))["arrangement"]
    assert plan["status"] == "cancelled"
    assert [entry["status"] for entry in plan["entries"]] == ["agreed", "cancelled"]


def test_a_promise_is_written_until_its_outcome_is_known(settled, tmp_path: Path) -> None:
    settled.waits(timedelta(days=10))
    (promise,) = exported(settled, tmp_path, since=date(2026, 11, 28))["promise"]
    assert promise["status"] == "broken"
    assert not exported(settled, tmp_path, since=date(2026, 11, 30))["promise"]


def test_books_written_out_can_be_imported_again(settled, tmp_path: Path) -> None:
    exported(settled, tmp_path, kinds=("borrower", "loan", "payment"))
    path = tmp_path / "out.jsonl"
    assert import_portfolio(settled.database, path, terms=TERMS).changed_nothing


# Only where there is something to say.
LEFT_OUT = {"withdrawn_on", "expected_end", "replaces"}


def test_the_page_names_every_field_that_is_written(settled, tmp_path: Path) -> None:
    found = exported(settled, tmp_path, kinds=KINDS)
    rows = dict(re.findall(r"^\| `(\w+)` \| (`reference`.+) \|$", PAGE, re.MULTILINE))
    for kind, told in rows.items():
        named = set(re.findall(r"`(\w+)`", told))
        assert set(found[kind][0]) - {"kind"} | LEFT_OUT & named == named, kind
    assert set(rows) == {"arrangement", "promise", "hardship_report"}


def test_a_failed_export_leaves_the_earlier_file(settled, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("kept\n")
    with pytest.raises(KeyError):
        export_portfolio(settled.database, path, terms={})
    assert path.read_text() == "kept\n"
    assert list(tmp_path.glob(".out*")) == []
