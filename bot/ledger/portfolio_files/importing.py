"""A lender's portfolio file into the ledger: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from bot.ledger.clock import machine_now
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.portfolio_files.comparing import Compared, compare, find_parents
from bot.ledger.portfolio_files.faults import Faults, Refused
from bot.ledger.portfolio_files.fields import BORROWER, FIELDS, LOAN, PAYMENT
from bot.ledger.portfolio_files.reading import Index, Progress, read_file
from bot.ledger.portfolio_files.records import Row
from bot.ledger.portfolio_files.reversals import check_reversals
from bot.ledger.portfolio_files.spool import Spool
from bot.ledger.tables import Base, Borrower
from bot.loans import Terms

_AHEAD = timedelta(hours=14)  # somewhere on earth it is tomorrow already


@dataclass
class Imported:
    """How many of each kind the file has, were new, changed a borrower."""

    given: dict[str, int]
    new: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    changed: int = 0

    @property
    def changed_nothing(self) -> bool:
        return not self.changed and not any(self.new.values())


def import_portfolio(
    database: Database,
    path: Path,
    *,
    terms: Mapping[str, Terms],
    keep_faults: int = 50,
    progress: Progress = lambda _doing, _done, _of: None,
) -> Imported:
    """Raises ``Refused`` with what is wrong, and then nothing was written.

    The file is read and compared without the ledger's write lock, which is taken only to write.
    """
    faults = Faults(keep_faults)
    with database.reading() as session:
        latest = (read_clock(session) + _AHEAD).date()
    with Spool() as spool:
        index = read_file(path, spool, faults, terms=terms, latest=latest, progress=progress)
        work = _Work(spool, index, faults, progress)
        with database.reading() as session:
            imported = work.go_over(session, "comparing")
            check_reversals(session, spool, index, faults)
        if faults:
            raise Refused(faults)
        if not imported.changed_nothing:
            with database.writing() as session:
                imported = work.go_over(session, "writing", write=True)
                if faults:  # somebody else wrote since the comparison
                    raise Refused(faults)
    return imported


@dataclass
class _Work:
    spool: Spool
    index: Index
    faults: Faults
    progress: Progress

    def go_over(self, session: Session, doing: str, *, write: bool = False) -> Imported:
        """Compare all rows; with ``write``, in the same transaction as they are written."""
        imported = Imported(dict(self.spool.counts))
        done, of = 0, sum(self.spool.counts.values())
        for kind in FIELDS:
            for rows in self.spool.batches(kind):
                self.progress(doing, done, of)
                compared = compare(session, kind, rows, self.index, self.faults)
                imported.new[kind] += len(compared.new)
                imported.changed += len(compared.changed)
                if write and not self.faults:
                    _write(session, kind, compared)
                done += len(rows)
        self.progress(doing, of, of)
        return imported


def _write(session: Session, kind: str, compared: Compared) -> None:
    if compared.changed:
        session.execute(update(Borrower), [_borrower(row) for row in compared.changed])
    if not compared.new:
        return
    table = Base.metadata.tables[kind]
    if kind == BORROWER:
        session.execute(insert(table), [_borrower(row) for row in compared.new])
    elif kind == LOAN:
        borrowers = find_parents(session, LOAN, compared.new)
        rows = [_owned(row, "borrower", borrowers) for row in compared.new]
        session.execute(insert(table), rows)
    else:
        loans = find_parents(session, PAYMENT, compared.new)
        now = machine_now()
        payments = [_payment(row, loans, now) for row in compared.new]
        session.execute(insert(table), payments)


def _borrower(row: Row) -> Row:
    return {**_columns(row), "birth_date": date.fromisoformat(row["birth_date"])}


def _payment(row: Row, loans: Mapping[str, tuple[int, str]], now: datetime) -> Row:
    day = date.fromisoformat(row["received_on"])
    return {**_owned(row, "loan", loans), "received_on": day, "created_at": now}


def _owned(row: Row, parent: str, parents: Mapping[str, tuple[int, str]]) -> Row:
    columns = _columns(row)
    number, _ = parents[columns.pop(parent)]
    return {**columns, f"{parent}_id": number}


def _columns(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "line"}
