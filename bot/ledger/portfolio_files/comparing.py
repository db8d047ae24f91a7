"""Rows of a file against the ledger: which are new, which change a borrower, which contradict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from bot.ledger.portfolio_files.faults import Faults
from bot.ledger.portfolio_files.fields import BORROWER, FIELDS, LOAN, PAYMENT
from bot.ledger.portfolio_files.reading import Index
from bot.ledger.portfolio_files.records import Row
from bot.ledger.tables import Borrower, Loan, Payment
from bot.loans import LateCharges, LoanTerms, Money, from_record, to_record

_NOT_EDITED = "the ledger has {}; what was agreed or paid is never edited"
_NOBODYS = "neither this file nor the ledger has {}"

_STORED: Mapping[str, Select[Any]] = {
    BORROWER: select(*Borrower.__table__.c),
    LOAN: select(Loan.reference, Loan.facts, Borrower.reference.label("borrower")).join(Borrower),
    PAYMENT: select(*Payment.__table__.c, Loan.reference.label("loan")).join(Loan),
}
_TABLES: Mapping[str, type[Borrower | Loan | Payment]] = {
    BORROWER: Borrower,
    LOAN: Loan,
    PAYMENT: Payment,
}
_COMPARED = {
    BORROWER: tuple(FIELDS[BORROWER]),
    LOAN: ("borrower", "facts"),
    PAYMENT: ("loan", "amount_minor", "currency", "received_on", "reversal_of"),
}


@dataclass
class Compared:
    """``changed`` borrowers carry the ledger's ``id``; what is there already is left out."""

    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)


def compare(session: Session, kind: str, rows: list[Row], index: Index, faults: Faults) -> Compared:
    """A loan or payment that the ledger has otherwise is a fault, and so is one of nobody's."""
    _check_parents(session, kind, rows, index, faults)
    chosen = _STORED[kind].where(_TABLES[kind].reference.in_(row["reference"] for row in rows))
    known = {stored["reference"]: stored for stored in session.execute(chosen).mappings()}
    compared = Compared()
    for row in rows:
        stored = known.get(row["reference"])
        if stored is None:
            compared.new.append(row)
            continue
        different = [name for name in _COMPARED[kind] if row[name] != _plain(stored[name])]
        if different and kind == BORROWER:
            compared.changed.append({**row, "id": stored["id"]})
        elif different:
            _contradict(row, stored, different, faults)
    return compared


def _plain(value: Any) -> Any:
    """Days as a row has them."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _contradict(
    row: Row, stored: Mapping[Any, Any], different: Iterable[str], faults: Faults
) -> None:
    for name in different:
        if name == "facts":
            for inner, value in _differing_terms(row["facts"], stored["facts"]):
                faults.add(row["line"], inner, _NOT_EDITED.format(value))
        elif name in {"amount_minor", "currency"}:
            amount = Money(stored["amount_minor"], stored["currency"])
            faults.add(row["line"], "amount", _NOT_EDITED.format(amount))
        else:
            faults.add(row["line"], name, _NOT_EDITED.format(stored[name] or "none"))


def _differing_terms(given: Row, stored: Row) -> Iterator[tuple[str, Any]]:
    """Compared as values: an older record may leave out what has a default today."""
    ours, theirs = from_record(LoanTerms, given), from_record(LoanTerms, stored)
    yield from _differing(replace(ours, late_charges=theirs.late_charges), theirs)
    for name, value in _differing(ours.late_charges, theirs.late_charges):
        yield f"late_charges.{name}", value


def _differing(ours: LoanTerms | LateCharges, theirs: Any) -> Iterator[tuple[str, Any]]:
    for each in fields(ours):
        kept = getattr(theirs, each.name)
        if getattr(ours, each.name) != kept:
            yield each.name, to_record(kept)


def _check_parents(
    session: Session, kind: str, rows: Iterable[Row], index: Index, faults: Faults
) -> None:
    if kind == LOAN:
        borrowers = find_parents(session, LOAN, rows)
        for row in rows:
            if row["borrower"] not in borrowers and row["borrower"] not in index.lines[BORROWER]:
                faults.add(row["line"], "borrower", _NOBODYS.format(row["borrower"]))
    elif kind == PAYMENT:
        loans = find_parents(session, PAYMENT, rows)
        for row in rows:
            _check_loan_of(row, loans, index, faults)


def _check_loan_of(
    row: Row, loans: Mapping[str, tuple[int, str]], index: Index, faults: Faults
) -> None:
    reference = row["loan"]
    if reference not in loans and reference not in index.lines[LOAN]:
        faults.add(row["line"], "loan", _NOBODYS.format(reference))
        return
    # A loan with faults of its own has no currency to hold the payment to.
    currency = loans[reference][1] if reference in loans else index.currencies.get(reference)
    if currency and currency != row["currency"]:
        faults.add(row["line"], "amount", f"{row['currency']} for a loan in {currency}")


def find_parents(session: Session, kind: str, rows: Iterable[Row]) -> dict[str, tuple[int, str]]:
    """What these rows belong to in the ledger: by its reference, row number and currency."""
    if kind == LOAN:
        found = select(Borrower.reference, Borrower.id, literal("")).where(
            Borrower.reference.in_({row["borrower"] for row in rows})
        )
    else:
        found = select(Loan.reference, Loan.id, Loan.currency).where(
            Loan.reference.in_({row["loan"] for row in rows})
        )
    return {reference: (number, currency) for reference, number, currency in session.execute(found)}
