from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import loans
from bot.ledger.database import Database
from bot.ledger.portfolio import find_borrower, read_loan
from bot.ledger.portfolio_files import Refused, import_portfolio
from bot.ledger.tables import Borrower, Loan, Payment
from bot.terms import load_all

TERMS = load_all()
BORROWER = {
    "kind": "borrower",
    "reference": "B-1",
    "name": "王小雨",
    "birth_date": "1990-05-17",
    "phone": "+8619900000001",
    "locale": "zh_Hans_CN",
    "timezone": "Asia/Shanghai",
    "country": "CN",
}
LOAN = {
    "kind": "loan",
    "reference": "L-1",
    "borrower": "B-1",
    "product": "consumer_loan",
    "jurisdiction": "CN",
    "principal": "CNY 24000",
    "annual_rate": "0.144",
    "disbursed_on": "2026-01-15",
    "first_due_on": "2026-02-15",
    "installments": 12,
    "late_charges": {"penalty_annual_rate": "0.072"},
}
PAYMENT = {
    "kind": "payment",
    "reference": "P-1",
    "loan": "L-1",
    "amount": "CNY 2160.00",
    "received_on": "2026-02-15",
}
REVERSAL = {**PAYMENT, "reference": "R-1", "received_on": "2026-02-20", "reversal_of": "P-1"}
EVERYTHING = (BORROWER, LOAN, PAYMENT, REVERSAL)


@pytest.fixture
def given(tmp_path: Path):
    """A file of these records, or of this text."""

    def write(*records, name="portfolio.jsonl"):
        path = tmp_path / name
        lines = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in records]
        path.write_bytes(b"\n".join(lines) + b"\n")
        return path

    return write


def load(database, path, **more):
    return import_portfolio(database, path, terms=TERMS, **more)


def refusals(database, path):
    with pytest.raises(Refused) as refused:
        load(database, path)
    return [(fault.line, fault.field) for fault in refused.value.faults.kept]


def counts(database):
    with database.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(table))
            for table in (Borrower, Loan, Payment)
        ]


def test_what_is_imported_is_what_the_file_says(database: Database, given) -> None:
    imported = load(database, given(*EVERYTHING))
    assert imported.new == {"borrower": 1, "loan": 1, "payment": 2}
    with database.reading() as session:
        borrower = find_borrower(session, "B-1")
        assert (borrower.name, borrower.birth_date) == ("王小雨", date(1990, 5, 17))
        loan = read_loan(session, borrower.loans[0], timezone=borrower.timezone)
    assert loan.terms == loans.LoanTerms(
        reference="L-1",
        product="consumer_loan",
        jurisdiction="CN",
        principal=loans.Money.parse("CNY 24000.00"),
        annual_rate=Decimal("0.144"),
        disbursed_on=date(2026, 1, 15),
        first_due_on=date(2026, 2, 15),
        installments=12,
        late_charges=loans.LateCharges(penalty_annual_rate=Decimal("0.072")),
    )
    paid = loans.Payment("P-1", loans.Money.parse("CNY 2160.00"), date(2026, 2, 15))
    back = loans.Payment("R-1", paid.amount, date(2026, 2, 20), reversal_of="P-1")
    assert loan.payments == (paid, back)


def test_records_come_in_any_order(database: Database, given) -> None:
    assert load(database, given(*reversed(EVERYTHING))).new["payment"] == 2


def test_the_same_file_again_changes_nothing(database: Database, given) -> None:
    path = given(*EVERYTHING)
    load(database, path)
    assert load(database, path).changed_nothing
    assert counts(database) == [1, 1, 2]


def test_a_changed_borrower_is_brought_up_to_date(database: Database, given) -> None:
    load(database, given(*EVERYTHING))
    moved = {**BORROWER, "phone": "+8619900000009", "timezone": "Asia/Urumqi"}
    assert load(database, given(moved)).changed == 1
    with database.reading() as session:
        borrower = find_borrower(session, "B-1")
        assert (borrower.phone, borrower.timezone) == ("+8619900000009", "Asia/Urumqi")
    assert counts(database) == [1, 1, 2]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({**LOAN, "annual_rate": "0.12"}, "annual_rate"),
        (
            {**LOAN, "late_charges": {"grace_days": 3, "penalty_annual_rate": "0.072"}},
            "late_charges.grace_days",
        ),
        ({**PAYMENT, "amount": "CNY 2160.01"}, "amount"),
        ({**PAYMENT, "received_on": "2026-02-16"}, "received_on"),
        ({**REVERSAL, "reversal_of": None}, "reversal_of"),
    ],
)
def test_what_was_agreed_or_paid_is_never_edited(database: Database, given, changed, field) -> None:
    load(database, given(*EVERYTHING))
    new = {**BORROWER, "reference": "B-2"}
    assert refusals(database, given(new, changed)) == [(2, field)]
    assert counts(database) == [1, 1, 2]


def test_a_loan_does_not_pass_to_another_borrower(database: Database, given) -> None:
    load(database, given(*EVERYTHING))
    other = {**BORROWER, "reference": "B-2"}
    assert refusals(database, given(other, {**LOAN, "borrower": "B-2"})) == [(2, "borrower")]


def test_the_same_rate_written_otherwise_is_no_change(database: Database, given) -> None:
    load(database, given(*EVERYTHING))
    assert load(database, given({**LOAN, "annual_rate": "0.1440", "fee": None})).changed_nothing


def test_payments_of_loans_in_the_ledger_come_alone(database: Database, given) -> None:
    load(database, given(BORROWER, LOAN))
    assert load(database, given(PAYMENT)).new["payment"] == 1
    assert load(database, given(REVERSAL)).new["payment"] == 1


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({**BORROWER, "reference": "B-2", "phone": "139 0000 0000"}, "phone"),
        ({**BORROWER, "reference": "B-2", "phone": "+8613"}, "phone"),
        ({**BORROWER, "reference": "B-2", "birth_date": "1990-02-30"}, "birth_date"),
        ({**BORROWER, "reference": "B-2", "birth_date": "2190-02-03"}, "birth_date"),
        ({**BORROWER, "reference": "B-2", "timezone": "Peking"}, "timezone"),
        ({**BORROWER, "reference": "B-2", "locale": "fr"}, "locale"),
        ({**BORROWER, "reference": "B-2", "country": "XX"}, "country"),
        ({**BORROWER, "reference": "B-2", "name": "a\x00b"}, "name"),
        ({**BORROWER, "reference": "B-2", "name": "\ud800"}, "name"),
        ({**BORROWER, "reference": "B-2", "name": "x" * 201}, "name"),
        ({**BORROWER, "reference": "B 2"}, "reference"),
        ({**BORROWER, "reference": "B-2", "email": "x"}, "email"),
        ({**BORROWER, "reference": "B-1"}, "reference"),
        ({**LOAN, "reference": "L-2", "borrower": "B-9"}, "borrower"),
        ({**LOAN, "reference": "L-2", "product": "mortgage"}, "product"),
        ({**LOAN, "reference": "L-2", "jurisdiction": "FR"}, "jurisdiction"),
        ({**LOAN, "reference": "L-2", "principal": "USD 100.00"}, "principal"),
        ({**LOAN, "reference": "L-2", "principal": "CNY 0.00"}, "principal"),
        ({**LOAN, "reference": "L-2", "principal": 24000.0}, "principal"),
        ({**LOAN, "reference": "L-2", "principal": "CNY 1.001"}, "principal"),
        ({**LOAN, "reference": "L-2", "fee": "USD 1.00"}, "fee"),
        ({**LOAN, "reference": "L-2", "annual_rate": "14.4"}, "annual_rate"),
        ({**LOAN, "reference": "L-2", "annual_rate": "NaN"}, "annual_rate"),
        ({**LOAN, "reference": "L-2", "first_due_on": "2026-01-15"}, "first_due_on"),
        ({**LOAN, "reference": "L-2", "installments": True}, "installments"),
        ({**LOAN, "reference": "L-2", "installments": 10**9}, "installments"),
        ({**LOAN, "reference": "L-2", "allocation": ["fees"]}, "allocation"),
        ({**LOAN, "reference": "L-2", "method": "balloon"}, "method"),
        ({**LOAN, "reference": "L-2", "late_charges": {"x": 1}}, "late_charges.x"),
        ({**LOAN, "reference": "L-2", "late_charges": 3}, "late_charges"),
        ({**LOAN, "reference": "L-2", "late_charges.grace_days": 3}, '"late_charges.grace_days"'),
        ({**PAYMENT, "reference": "P-2", "loan": "L-9"}, "loan"),
        ({**PAYMENT, "reference": "P-2", "amount": "USD 5.00"}, "amount"),
        ({**PAYMENT, "reference": "P-2", "amount": "CNY 0.00"}, "amount"),
        ({**PAYMENT, "reference": "P-2", "amount": "CNY -5.00"}, "amount"),
        ({**PAYMENT, "reference": "P-2", "received_on": "2199-01-01"}, "received_on"),
        ({**REVERSAL, "reference": "R-2", "reversal_of": "P-9"}, "reversal_of"),
        ({**REVERSAL, "reference": "R-2"}, "reversal_of"),
        ({**REVERSAL, "reference": "R-2", "reversal_of": "R-1"}, "reversal_of"),
        ({"kind": "promise"}, "kind"),
        ({}, "kind"),
        (b"[]", "line"),
        (b"{", "line"),
        (b"[" * 60_000, "line"),
        (b'{"kind": "loan", "kind": "loan"}', "line"),
        (b'{"kind": "\x00"}', "line"),
        ("{}".encode("utf-16"), "line"),
        ("王小雨".encode("gbk"), "line"),
        (b'{"a": "' + b"x" * 70_000 + b'"}', "line"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "line"),
    ],
    ids=lambda value: str(value)[-50:],
)
def test_one_bad_line_keeps_the_whole_file_out(sqlite: Database, given, record, field) -> None:
    assert refusals(sqlite, given(*EVERYTHING, record)) == [(5, field)]
    assert counts(sqlite) == [0, 0, 0]


def test_every_fault_of_a_line_is_told(sqlite: Database, given) -> None:
    broken = {**BORROWER, "phone": "1", "birth_date": "17.5.1990"}
    del broken["country"]
    found = refusals(sqlite, given(broken, LOAN))
    assert found == [(1, "birth_date"), (1, "country"), (1, "phone")]


@pytest.mark.parametrize(
    ("reversal", "field"),
    [
        ({**REVERSAL, "amount": "CNY 1.00"}, "amount"),
        ({**REVERSAL, "received_on": "2026-02-14"}, "received_on"),
        ({**REVERSAL, "loan": "L-2"}, "loan"),
    ],
)
@pytest.mark.parametrize("apart", [False, True])
def test_a_reversal_takes_back_one_whole_payment(
    database: Database, given, reversal, field, apart
) -> None:
    books = (BORROWER, LOAN, {**LOAN, "reference": "L-2"}, PAYMENT)
    if apart:
        load(database, given(*books))
        assert refusals(database, given(reversal)) == [(1, field)]
    else:
        assert refusals(database, given(*books, reversal)) == [(5, field)]


def test_a_payment_in_the_ledger_is_taken_back_once(database: Database, given) -> None:
    load(database, given(*EVERYTHING))
    again = {**REVERSAL, "reference": "R-2"}
    assert refusals(database, given(again)) == [(1, "reversal_of")]


def test_faults_are_all_counted_and_few_are_kept(sqlite: Database, given) -> None:
    with pytest.raises(Refused) as refused:
        load(sqlite, given(*[b"x"] * 200), keep_faults=7)
    assert refused.value.faults.count == 200
    assert [fault.line for fault in refused.value.faults.kept] == [1, 2, 3, 4, 5, 6, 7]


def test_an_empty_file_is_a_mistake(sqlite: Database, given) -> None:
    assert refusals(sqlite, given(b"")) == [(1, "line")]


CSV = (
    "\ufeffkind,reference,name,birth_date,phone,locale,timezone,country,"
    "borrower,product,jurisdiction,principal,annual_rate,disbursed_on,first_due_on,installments,"
    "allocation,late_charges.penalty_annual_rate,loan,amount,received_on,reversal_of"
)
CSV_ROWS = (
    'borrower,B-1,"王,小雨",1990-05-17,+8619900000001,zh_Hans_CN,Asia/Shanghai,CN,,,,,,,,,,,,,,',
    (
        "loan,L-1,,,,,,,B-1,consumer_loan,CN,CNY 24000,0.144,2026-01-15,2026-02-15,12,"
        "fees penalty_interest interest principal,0.072,,,,"
    ),
    "payment,P-1,,,,,,,,,,,,,,,,,L-1,CNY 2160.00,2026-02-15,",
    "payment,R-1,,,,,,,,,,,,,,,,,L-1,CNY 2160.00,2026-02-20,P-1",
)


def csv_bytes(*rows):
    return [row.encode() + b"\r" for row in rows]


def test_both_shapes_are_one_format(database: Database, given) -> None:
    load(database, given(*csv_bytes(CSV, *CSV_ROWS), name="portfolio.csv"))
    named = {**BORROWER, "name": "王,小雨"}
    assert load(database, given(named, *EVERYTHING[1:])).changed_nothing


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([CSV.replace("kind", "sort"), CSV_ROWS[0]], [(1, "kind"), (1, "sort")]),
        ([CSV.replace("country", "name")], [(1, "name")]),
        ([CSV, CSV_ROWS[0] + ","], [(2, "line")]),
        ([CSV, CSV_ROWS[0].replace(',"王,小雨"', ',"王')], [(2, "line")]),
        ([CSV, CSV_ROWS[0].replace("CN,,", "CN,B-2,")], [(2, "borrower")]),
        ([CSV, CSV_ROWS[0], CSV_ROWS[1].replace(",12,", ",12.0,")], [(3, "installments")]),
        (["kind;name"], [(1, "kind"), (1, "kind;name")]),
        ([CSV], [(1, "line")]),
    ],
)
def test_a_bad_table_is_refused_by_line_and_column(sqlite: Database, given, rows, where) -> None:
    assert sorted(refusals(sqlite, given(*csv_bytes(*rows), name="p.csv"))) == sorted(where)


def test_a_conflict_that_appears_while_reading_undoes_the_writing(sqlite: Database, given) -> None:
    """Another import wrote the same payment otherwise between comparing and writing."""
    load(sqlite, given(BORROWER, LOAN, name="books.jsonl"))
    other = given({**PAYMENT, "amount": "CNY 1.00"}, name="other.jsonl")

    def meddle(doing, done, of):
        if doing == "comparing" and done == of:
            load(sqlite, other)

    new = {**BORROWER, "reference": "B-2"}
    with pytest.raises(Refused):
        load(sqlite, given(new, PAYMENT), progress=meddle)
    assert counts(sqlite) == [1, 1, 1]


def test_payments_are_told_as_known_since_they_came(sqlite: Database, given) -> None:
    before = datetime.now(UTC)
    load(sqlite, given(*EVERYTHING))
    with sqlite.reading() as session:
        assert before <= session.scalar(select(func.min(Payment.created_at))) <= datetime.now(UTC)
