"""Laws of a lender's books in and out, whatever they hold and in whichever shape they come.

1. The ledger's facts are the file's.
2. Importing the same file again changes nothing.
3. What is exported can be imported: into the same ledger it changes nothing, into an empty one it
   makes the same books, line for line.
"""

import csv
import json
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from loan_strategies import loan_terms_st, payments_st, terms_for

from bot.ledger.clock import set_clock
from bot.ledger.database import Database
from bot.ledger.portfolio import find_borrower, read_loan
from bot.ledger.portfolio_files import export_portfolio, import_portfolio
from bot.ledger.tables import ClockSetting
from bot.loans import Loan, to_record
from bot.replies.catalogue import LOCALES

JURISDICTIONS = {"CNY": "CN", "JPY": "JP", "KWD": "KW"}
TERMS = {place: terms_for(currency) for currency, place in JURISDICTIONS.items()}
BOOKS = ("borrower", "loan", "payment")
LATER = datetime(2030, 1, 1, tzinfo=UTC)

letters = st.characters(exclude_categories=["C", "Z"])
names = st.lists(st.text(letters, min_size=1, max_size=20), min_size=1, max_size=3).map(" ".join)


@st.composite
def borrowers_st(draw, number):
    return {
        "kind": "borrower",
        "reference": f"B-{number}",
        "name": draw(names),
        "birth_date": str(draw(st.dates(date(1930, 1, 1), date(2008, 1, 1)))),
        "phone": f"+86139{draw(st.integers(0, 99_999_999)):08d}",
        "locale": draw(st.sampled_from(LOCALES)),
        "timezone": draw(st.sampled_from(["Asia/Shanghai", "Europe/London"])),
        "country": draw(st.sampled_from(["CN", "GB"])),
    }


@st.composite
def owned_loans_st(draw, number):
    agreed = draw(loan_terms_st())
    place = JURISDICTIONS[agreed.currency]
    terms = replace(agreed, reference=f"L-{number}", jurisdiction=place)
    payments = [
        replace(
            payment,
            reference=f"{number}-{payment.reference}",
            reversal_of=payment.reversal_of and f"{number}-{payment.reversal_of}",
        )
        for payment in draw(payments_st(terms))
    ]
    return Loan(terms, tuple(payments))


@st.composite
def books_st(draw):
    people = [draw(borrowers_st(number)) for number in range(draw(st.integers(1, 3)))]
    owned = [draw(owned_loans_st(number)) for number in range(draw(st.integers(0, 3)))]
    return people, [(draw(st.sampled_from(people))["reference"], loan) for loan in owned]


def records(people, owned):
    yield from people
    for borrower, loan in owned:
        yield {"kind": "loan", "borrower": borrower, **to_record(loan.terms)}
        for payment in loan.payments:
            yield {"kind": "payment", "loan": loan.reference, **to_record(payment)}


def write_json(folder, lines):
    path = folder / "books.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def write_csv(folder, lines):
    rows = [cells(line) for line in lines]
    path = folder / "books.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted({name for row in rows for name in row}))
        writer.writeheader()
        writer.writerows(rows)
    return path


def cells(record):
    late = record.get("late_charges", {})
    row = {name: value for name, value in record.items() if name != "late_charges"}
    row |= {f"late_charges.{name}": value for name, value in late.items()}
    return row | {"allocation": " ".join(record.get("allocation", ()))}


@contextmanager
def ledger(empty_ledger_file, folder, name):
    file = shutil.copy(empty_ledger_file, folder / f"{name}.db")
    database = Database(f"sqlite:///{file}")
    with database.writing() as session:
        session.add(ClockSetting(id=1, offset_seconds=0))
        session.flush()
        set_clock(session, LATER)
    yield database
    database.close()


def facts(database, people):
    """Each borrower's loans, without regard to the order of what came on one day."""
    with database.reading() as session:
        found = {
            person["reference"]: find_borrower(session, person["reference"]) for person in people
        }
        return {
            reference: {
                row.reference: in_any_order(read_loan(session, row, timezone=borrower.timezone))
                for row in borrower.loans
            }
            for reference, borrower in found.items()
        }


def in_any_order(loan):
    return (loan.terms, frozenset(loan.payments))


@given(st.data(), books_st(), st.sampled_from([write_json, write_csv]))
def test_books_go_in_and_out_unchanged(empty_ledger_file, data, books, write):
    people, owned = books
    lines = data.draw(st.permutations(list(records(people, owned))))
    with TemporaryDirectory() as name:
        folder = Path(name)
        out, again = folder / "out.jsonl", folder / "again.jsonl"
        with ledger(empty_ledger_file, folder, "first") as database:
            path = write(folder, lines)
            import_portfolio(database, path, terms=TERMS)
            assert facts(database, people) == {
                person["reference"]: {
                    loan.reference: in_any_order(loan)
                    for borrower, loan in owned
                    if borrower == person["reference"]
                }
                for person in people
            }
            assert import_portfolio(database, path, terms=TERMS).changed_nothing
            export_portfolio(database, out, terms=TERMS, kinds=BOOKS)
            assert import_portfolio(database, out, terms=TERMS).changed_nothing
        with ledger(empty_ledger_file, folder, "second") as database:
            import_portfolio(database, out, terms=TERMS)
            export_portfolio(database, again, terms=TERMS, kinds=BOOKS)
        assert again.read_bytes() == out.read_bytes()
