"""Payments taken back: each is of the same loan and amount, once, not before it was received."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.portfolio_files.faults import Faults
from bot.ledger.portfolio_files.fields import PAYMENT
from bot.ledger.portfolio_files.reading import Index
from bot.ledger.portfolio_files.records import Row
from bot.ledger.portfolio_files.spool import Spool
from bot.ledger.tables import Loan, Payment

_CHUNK = 1000


class _Original(NamedTuple):
    loan: str
    amount_minor: int
    currency: str
    received_on: str
    reversal_of: str | None


def check_reversals(session: Session, spool: Spool, index: Index, faults: Faults) -> None:
    if not index.reversed:
        return
    originals = _in_ledger(session, index.reversed)
    originals.update(_in_file(spool, index.reversed))
    taken_back = _taken_back(session, index.reversed)
    for rows in spool.batches(PAYMENT):
        for row in rows:
            if row["reversal_of"] is not None:
                _check(row, originals, taken_back, index, faults)


def _check(
    row: Row,
    originals: dict[str, _Original],
    taken_back: dict[str, str],
    index: Index,
    faults: Faults,
) -> None:
    of = row["reversal_of"]
    original = originals.get(of)
    if original is None:
        if of not in index.lines[PAYMENT]:
            faults.add(row["line"], "reversal_of", f"neither this file nor the ledger has {of}")
        return
    first = taken_back.setdefault(of, row["reference"])
    if first != row["reference"]:
        faults.add(row["line"], "reversal_of", f"{of} is taken back by {first} already")
    if original.reversal_of is not None:
        faults.add(row["line"], "reversal_of", f"{of} is a reversal itself")
    if original.loan != row["loan"]:
        faults.add(row["line"], "loan", f"{of} was paid for {original.loan}")
    if (original.amount_minor, original.currency) != (row["amount_minor"], row["currency"]):
        faults.add(row["line"], "amount", f"not that of {of}; a reversal takes back the whole")
    if row["received_on"] < original.received_on:
        faults.add(row["line"], "received_on", f"before {of} was received")


def _in_file(spool: Spool, references: set[str]) -> dict[str, _Original]:
    return {
        row["reference"]: _Original(*(row[name] for name in _Original._fields))
        for rows in spool.batches(PAYMENT)
        for row in rows
        if row["reference"] in references
    }


def _in_ledger(session: Session, references: set[str]) -> dict[str, _Original]:
    found = select(
        Payment.reference,
        Loan.reference,
        Payment.amount_minor,
        Payment.currency,
        Payment.received_on,
        Payment.reversal_of,
    ).join(Loan)
    return {
        reference: _Original(loan, minor, currency, day.isoformat(), of)
        for chunk in _chunks(references)
        for reference, loan, minor, currency, day, of in session.execute(
            found.where(Payment.reference.in_(chunk))
        )
    }


def _taken_back(session: Session, references: set[str]) -> dict[str, str]:
    """What the ledger has taken back already, and by which reversal."""
    found = select(Payment.reversal_of, Payment.reference)
    return {
        of: reference
        for chunk in _chunks(references)
        for of, reference in session.execute(found.where(Payment.reversal_of.in_(chunk)))
        if of is not None
    }


def _chunks(references: set[str]) -> Iterable[list[str]]:
    ordered = sorted(references)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
