"""What the ledger knows, as JSON Lines, for the lender's core system."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from bot import loans
from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.portfolio import read_arrangement, read_payment, read_promise
from bot.ledger.portfolio_files.fields import BORROWER, FIELDS, LOAN, PAYMENT
from bot.ledger.tables import (
    Arrangement,
    ArrangementEntry,
    Borrower,
    HardshipReport,
    Loan,
    Payment,
    Promise,
)

ARRANGEMENT = "arrangement"
PROMISE = "promise"
HARDSHIP_REPORT = "hardship_report"
USUAL = (PAYMENT, ARRANGEMENT, PROMISE, HARDSHIP_REPORT)
"""What the lender's core system does not have from its own books, and payments to match."""

Record = dict[str, Any]
_AT_ONCE = 500
_OF_OFFER = (
    "terms_version",
    "computed_on",
    "total",
    "difference",
    "charges_stop",
    "if_missed",
    "closes_loan",
    "waived",
    "allocation",
    "installments",
    "replaces",
    "schedule",
)


class _Asked(NamedTuple):
    since: datetime | None
    now: datetime
    terms: Mapping[str, loans.Terms]

    def reached(self, column: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
        return true() if self.since is None else column >= self.since


def export_portfolio(
    database: Database,
    path: Path,
    *,
    terms: Mapping[str, loans.Terms],
    since: date | None = None,
    kinds: Iterable[str] = USUAL,
) -> dict[str, int]:
    """How many records of each kind were written; the file is there whole or not at all.

    ``since``: only what the ledger learnt from that day on (UTC), or what may have turned out
    since: a promise that was still open.
    """
    start = datetime.combine(since, time(), UTC) if since else None
    written = dict.fromkeys(kinds, 0)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file, database.reading() as session:
            asked = _Asked(start, read_clock(session), terms)
            for kind in written:
                for record in _RECORDS[kind](session, asked):
                    file.write(json.dumps({"kind": kind, **record}, ensure_ascii=False) + "\n")
                    written[kind] += 1
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return written


def _stream(session: Session, chosen: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    return iter(session.execute(chosen.execution_options(yield_per=_AT_ONCE)))


def _borrowers(session: Session, asked: _Asked) -> Iterator[Record]:
    for (row,) in _stream(session, select(Borrower).order_by(Borrower.id)):
        yield {name: loans.to_record(getattr(row, name)) for name in FIELDS[BORROWER]}


def _loans(session: Session, asked: _Asked) -> Iterator[Record]:
    chosen = select(Borrower.reference, Loan.facts).join(Loan.borrower).order_by(Loan.id)
    for borrower, facts in _stream(session, chosen):
        yield {"borrower": borrower, **_without_nothing(facts)}


def _without_nothing(record: Mapping[str, Any]) -> Record:
    return {
        name: _without_nothing(value) if isinstance(value, dict) else value
        for name, value in record.items()
        if value is not None
    }


def _payments(session: Session, asked: _Asked) -> Iterator[Record]:
    chosen = select(Payment, Loan.reference).join(Loan).where(asked.reached(Payment.created_at))
    for row, loan in _stream(session, chosen.order_by(Payment.id)):
        yield _without_nothing({"loan": loan, **loans.to_record(read_payment(row))})


def _arrangements(session: Session, asked: _Asked) -> Iterator[Record]:
    entered = select(ArrangementEntry.id).where(
        ArrangementEntry.arrangement_id == Arrangement.id, asked.reached(ArrangementEntry.at)
    )
    chosen = (
        select(Arrangement, Loan.reference, Borrower)
        .join(Loan, Loan.id == Arrangement.loan_id)
        .join(Loan.borrower)
        .where(or_(asked.reached(Arrangement.agreed_at), entered.exists()))
        .options(selectinload(Arrangement.offer), selectinload(Arrangement.entries))
        .order_by(Arrangement.id)
    )
    for row, loan, borrower in _stream(session, chosen):
        kept = read_arrangement(row, timezone=borrower.timezone)
        yield {
            "reference": kept.reference,
            "loan": loan,
            "borrower": borrower.reference,
            "offer": kept.offer.kind.value,
            "status": kept.status.value,
            "agreed_at": kept.agreed_at.isoformat(),
            "cooling_off_until": kept.cooling_off_until.isoformat(),
            **{name: loans.to_record(getattr(kept.offer, name)) for name in _OF_OFFER},
            "overrides": (row.offer.record.get("inputs") or {}).get("overrides", []),
            "entries": loans.to_record(kept.entries),
        }


def _promises(session: Session, asked: _Asked) -> Iterator[Record]:
    chosen = (
        select(Promise, Loan, Borrower)
        .join(Loan, Loan.id == Promise.loan_id)
        .join(Loan.borrower)
        .where(or_(asked.reached(Promise.made_at), _open_since(asked)))
        .options(selectinload(Loan.payments))
        .order_by(Promise.id)
    )
    for row, loan, borrower in _stream(session, chosen):
        promise = read_promise(row)
        product = asked.terms[loan.facts["jurisdiction"]].products[loan.product]
        status = loans.judge_promise(
            promise,
            [read_payment(payment) for payment in loan.payments],
            product.promise,
            today=local_day(asked.now, borrower.timezone),
        )
        yield _without_nothing(
            {
                "reference": f"PR-{row.id}",
                "loan": loan.reference,
                "borrower": borrower.reference,
                "amount": str(promise.amount),
                "due_on": promise.due_on.isoformat(),
                "made_at": row.made_at.isoformat(),
                "status": status.value,
                "withdrawn_on": loans.to_record(promise.withdrawn_on),
            }
        )


def _open_since(asked: _Asked) -> ColumnElement[bool]:
    """Promises that were still to be judged on that day."""
    if asked.since is None:
        return true()
    promises = (
        product.promise for kept in asked.terms.values() for product in kept.products.values()
    )
    tolerance = max((promise.tolerance_days for promise in promises), default=0)
    return Promise.due_on >= asked.since.date() - timedelta(days=tolerance)


def _hardship_reports(session: Session, asked: _Asked) -> Iterator[Record]:
    chosen = (
        select(HardshipReport, Borrower.reference)
        .join(Borrower, Borrower.id == HardshipReport.borrower_id)
        .where(asked.reached(HardshipReport.reported_at))
        .order_by(HardshipReport.id)
    )
    for row, borrower in _stream(session, chosen):
        yield _without_nothing(
            {
                "reference": f"HR-{row.id}",
                "borrower": borrower,
                "reason": row.reason,
                "since": loans.to_record(row.since),
                "expected_end": loans.to_record(row.expected_end),
                "replaces": f"HR-{row.supersedes_id}" if row.supersedes_id else None,
                "reported_at": row.reported_at.isoformat(),
            }
        )


_RECORDS: Mapping[str, Callable[[Session, _Asked], Iterator[Record]]] = {
    BORROWER: _borrowers,
    LOAN: _loans,
    PAYMENT: _payments,
    ARRANGEMENT: _arrangements,
    PROMISE: _promises,
    HARDSHIP_REPORT: _hardship_reports,
}
KINDS = tuple(_RECORDS)
