"""From a flat record of a file to a row of the ledger, or the faults of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.ledger.portfolio_files.faults import Faults
from bot.ledger.portfolio_files.fields import BORROWER, FIELDS, PAYMENT
from bot.ledger.portfolio_files.forms import shown
from bot.ledger.portfolio_files.shapes import Flat
from bot.loans import FactsError, LateCharges, LoanTerms, Money, Terms, to_record

Row = dict[str, Any]
"""What JSON can hold: the columns of a table, references in place of row numbers, the line."""

_LATE = "late_charges."
_USUAL: Row = to_record(
    LoanTerms(
        reference="",
        product="",
        jurisdiction="",
        principal=Money(1, "CNY"),
        annual_rate=Decimal(0),
        disbursed_on=date.min,
        first_due_on=date.max,
        installments=1,
    )
)
_READERS = {
    kind: {name: field.form.read for name, field in fields.items()}
    for kind, fields in FIELDS.items()
}
_REQUIRED = {
    kind: tuple(name for name, field in fields.items() if field.required)
    for kind, fields in FIELDS.items()
}
_FACTS = {
    "due_before_disbursed": ("first_due_on", "not after disbursed_on"),
    "principal_not_positive": ("principal", "not above zero"),
}


def make_row(
    kind: str,
    line: int,
    flat: Flat,
    faults: Faults,
    *,
    terms: Mapping[str, Terms],
    latest: date,
) -> Row | None:
    """``latest``: no borrower is born and no payment received after this day."""
    values = _read_values(kind, line, flat, faults)
    if values is None:
        return None
    before = faults.count
    row: Row | None
    if kind == BORROWER:
        row = _borrower(line, values, faults, latest)
    elif kind == PAYMENT:
        row = _payment(line, values, faults, latest)
    else:
        _check_terms(line, values, faults, terms)
        row = _loan(line, values, faults)
    return row if faults.count == before else None


def _read_values(kind: str, line: int, flat: Flat, faults: Faults) -> dict[str, Any] | None:
    readers = _READERS[kind]
    before = faults.count
    values: dict[str, Any] = {}
    for name, value in flat.items():
        read = readers.get(name)
        if read is not None:
            try:
                values[name] = read(value)
            except ValueError as error:
                faults.add(line, name, str(error))
        elif name != "kind":
            faults.add(line, shown(name), f"a {kind} has no such field")
    for name in _REQUIRED[kind]:
        if name not in flat:
            faults.add(line, name, "missing")
    return values if faults.count == before else None


def _borrower(line: int, values: dict[str, Any], faults: Faults, latest: date) -> Row:
    if values["birth_date"] > latest:
        faults.add(line, "birth_date", "lies in the future")
    return {"line": line, **values, "birth_date": values["birth_date"].isoformat()}


def _payment(line: int, values: dict[str, Any], faults: Faults, latest: date) -> Row:
    amount: Money = values["amount"]
    if amount.minor <= 0:
        faults.add(line, "amount", "not above zero; money given back is a reversal")
    if values["received_on"] > latest:
        faults.add(line, "received_on", "lies in the future")
    return {
        "line": line,
        "reference": values["reference"],
        "loan": values["loan"],
        "amount_minor": amount.minor,
        "currency": amount.currency,
        "received_on": values["received_on"].isoformat(),
        "reversal_of": values.get("reversal_of"),
    }


def _loan(line: int, values: dict[str, Any], faults: Faults) -> Row | None:
    late = {n.removeprefix(_LATE): v for n, v in values.items() if n.startswith(_LATE)}
    own = {n: v for n, v in values.items() if not n.startswith(_LATE) and n != "borrower"}
    try:
        LoanTerms(**own, late_charges=LateCharges(**late))
    except FactsError as error:
        faults.add(line, *_FACTS.get(error.code, ("loan", error.code.replace("_", " "))))
        return None
    return {
        "line": line,
        "reference": values["reference"],
        "borrower": values["borrower"],
        "product": values["product"],
        "currency": values["principal"].currency,
        "facts": _facts(own, late),
    }


def _facts(own: dict[str, Any], late: dict[str, Any]) -> Row:
    """What ``to_record`` makes of the terms; most of it is the same for every loan."""
    given = {name: to_record(value) for name, value in own.items()}
    charges = {name: to_record(value) for name, value in late.items()}
    return {**_USUAL, **given, "late_charges": {**_USUAL["late_charges"], **charges}}


def _check_terms(
    line: int, values: dict[str, Any], faults: Faults, terms: Mapping[str, Terms]
) -> None:
    currency = values["principal"].currency
    found = terms.get(values["jurisdiction"])
    if found is None:
        known = ", ".join(sorted(terms))
        faults.add(line, "jurisdiction", f"no terms for {values['jurisdiction']}, only for {known}")
        return
    if values["product"] not in found.products:
        known = ", ".join(sorted(found.products))
        faults.add(line, "product", f"{values['product']} is none of {known} in {found.version}")
    if currency != found.currency:
        faults.add(line, "principal", f"{currency} under terms in {found.currency}")
    for name, value in values.items():
        if isinstance(value, Money) and value.currency != currency:
            faults.add(line, name, f"{value.currency} in a loan of {currency}")
