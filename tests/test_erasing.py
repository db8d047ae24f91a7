"""A wish for deletion carried out: no word of the borrower is left, and the books are whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from people import WANG, Sender, load_people, wang
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.conversations.messages import IncomingFile, MessageKind
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.schema import migrate
from bot.ledger.tables import Attachment, Base, Payment
from bot.loans import CaseKind, HardshipReason
from bot.servicing import audit
from bot.servicing.cases import cases_of, close_case, is_open, open_case
from bot.servicing.file_store import FileStore
from bot.servicing.hardship import report_hardship
from bot.servicing.identity import is_trusted
from bot.servicing.received_files import fetched

SECRET = "my aunt in Chengdu lent me the rent"
DOCUMENT = b"%PDF-1.7 payslip"


@pytest.fixture
def sender(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sender]:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    migrate(database)
    load_people(database, now)
    yield Sender(database)
    database.close()


@pytest.fixture
def received(sender: Sender, tmp_path: Path) -> Path:
    """A proven borrower has told, sent a file and asked for deletion; Rasa remembers it."""
    sender.proves()
    sender.says(SECRET)
    with sender.turn() as (turn, borrower):
        report_hardship(turn, borrower, [HardshipReason.JOB_LOSS])
    sent = IncomingFile("payslip.pdf", len(DOCUMENT), reference="f")
    sender.says(kind=MessageKind.DOCUMENT, file=sent)
    kept = FileStore(tmp_path / "files", limit=1000).keep(DOCUMENT)
    with sender.database.writing() as session:
        [row] = session.scalars(sa.select(Attachment))
        fetched(session, row.id, kept)
    sender.says("delete my data")
    with sender.turn() as (turn, _):
        open_case(turn, CaseKind.DATA_ERASURE)
    remember(tmp_path / "rasa.db", sender.conversation().id)
    return tmp_path / "files" / kept.path


def remember(rasa: Path, conversation: str) -> None:
    engine = sa.create_engine(f"sqlite:///{rasa}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE events (sender_id TEXT, data TEXT)"))
        for who in (conversation, "somebody else"):
            connection.execute(
                sa.text("INSERT INTO events VALUES (:who, :said)"), {"who": who, "said": SECRET}
            )
    engine.dispose()


def everything_in(session: Session) -> str:
    tables = Base.metadata.sorted_tables
    return "".join(str(tuple(row)) for table in tables for row in session.execute(sa.select(table)))


def erase(reference: str = WANG.reference) -> Result:
    words = ["borrower", "erase", reference, "--by", "Mei", "--reason", "asked for it"]
    return CliRunner().invoke(app, words)


def test_what_was_said_and_sent_is_gone_and_the_books_stay(
    sender: Sender, received: Path, tmp_path: Path
) -> None:
    with sender.database.reading() as session:
        payments = session.scalar(sa.select(sa.func.count(Payment.id)))
    assert received.exists()
    result = erase()
    assert result.exit_code == 0, result.output
    assert "1 files" in result.output
    assert not received.exists()
    assert {message.text for message in sender.messages("borrower")} == {""}
    assert {message.text for message in sender.messages("assistant")} == {""}
    with sender.database.reading() as session:
        assert session.scalars(sa.select(Attachment)).all() == []
        assert session.scalar(sa.select(sa.func.count(Payment.id))) == payments
        [case] = cases_of(session, wang(session))
        assert not is_open(case)
        [entry] = audit.newest(session, 1)
        assert (entry.by, entry.action, entry.subject) == ("Mei", "erase", WANG.reference)
        assert audit.verify(session).is_whole
        assert not is_trusted(sender.conversation(), now=read_clock(session))
        assert SECRET not in everything_in(session)
    rasa = sa.create_engine(f"sqlite:///{tmp_path / 'rasa.db'}")
    with rasa.connect() as connection:
        left = connection.scalars(sa.text("SELECT sender_id FROM events")).all()
    rasa.dispose()
    assert left == ["somebody else"]


def test_after_it_the_borrower_can_write_and_be_shown_again(sender: Sender, received: Path) -> None:
    assert erase().exit_code == 0
    shown = CliRunner().invoke(app, ["borrower", "show", WANG.reference])
    assert shown.exit_code == 0, shown.output
    sender.says("hello")
    assert [message.text for message in sender.messages("borrower")][-1] == "hello"
    assert erase().exit_code == 0


@pytest.mark.usefixtures("received")
def test_nothing_goes_while_a_complaint_is_to_be_answered(sender: Sender, now: datetime) -> None:
    sender.says("I complain")
    with sender.turn() as (turn, _):
        number = open_case(turn, CaseKind.COMPLAINT).reference
    refused = erase()
    assert refused.exit_code == 1
    assert number in refused.output
    assert SECRET in [message.text for message in sender.messages("borrower")]
    with sender.database.writing() as session:
        [case] = [case for case in cases_of(session, wang(session)) if case.reference == number]
        close_case(session, case, by="Mei", why="answered", now=now)
    assert erase().exit_code == 0


def test_nobody_is_erased_by_a_wrong_reference(sender: Sender) -> None:
    result = erase("NOBODY")
    assert result.exit_code == 1
    assert "No borrower has the reference NOBODY." in result.output
