"""Fields, schema, page and what is really read and written, held to one another."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import bot
from bot.ledger.database import Database
from bot.ledger.portfolio_files import Refused, field_table, import_portfolio, json_schema
from bot.ledger.portfolio_files.describing import PUBLISHED
from bot.ledger.portfolio_files.fields import FIELDS
from bot.loans import LateCharges, LoanTerms, from_record, to_record
from bot.terms import load_all

PAGE = (Path(bot.__file__).parent.parent / "docs" / "portfolio.md").read_text("utf-8")
SCHEMA = Draft202012Validator(json_schema(), format_checker=FormatChecker())
EXAMPLES = dict(re.findall(r"```(jsonl|csv)\n(.+?)```", PAGE, re.DOTALL))
RECORDS = [json.loads(line) for line in EXAMPLES["jsonl"].splitlines()]


def test_the_published_schema_is_the_codes() -> None:
    published = json.loads(PUBLISHED.read_text("utf-8"))
    assert published == json_schema(), "write it anew: repay portfolio schema"
    Draft202012Validator.check_schema(published)


@pytest.mark.parametrize("kind", FIELDS)
def test_the_page_has_the_table_of_fields(kind) -> None:
    assert f"### {kind}\n" in PAGE
    assert f"\n{field_table(kind)}\n" in PAGE


def test_a_loans_fields_are_its_terms() -> None:
    own = set(LoanTerms.__dataclass_fields__) - {"late_charges"}
    late = {f"late_charges.{name}" for name in LateCharges.__dataclass_fields__}
    assert set(FIELDS["loan"]) == own | late | {"borrower"}


def test_the_pages_examples_are_one_portfolio(sqlite: Database, tmp_path: Path) -> None:
    for shape in ("jsonl", "csv"):
        path = tmp_path / f"example.{shape}"
        path.write_text(EXAMPLES[shape], "utf-8")
        imported = import_portfolio(sqlite, path, terms=load_all())
        assert imported.changed_nothing == (shape == "csv")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["kind"])
def test_the_schema_knows_the_examples(record) -> None:
    assert SCHEMA.is_valid(record)
    assert SCHEMA.is_valid({**record, "reversal_of": None}) == (record["kind"] == "payment")


BORROWER, LOAN, PAYMENT, _ = RECORDS
WRONG = [
    *[{name: value for name, value in PAYMENT.items() if name != gone} for gone in PAYMENT],
    *[{**BORROWER, name: None} for name in BORROWER],
    *[{**BORROWER, name: 7} for name in BORROWER],
    *[{**LOAN, name: []} for name in LOAN],
    *[{**PAYMENT, name: f" {value}"} for name, value in PAYMENT.items()],
    {**BORROWER, "name": "a\nb"},
    {**BORROWER, "name": ""},
    {**BORROWER, "name": "x" * 201},
    {**BORROWER, "birth_date": "1990-02-30"},
    {**LOAN, "reference": "x" * 65},
    {**LOAN, "annual_rate": "0.1234567"},
    {**LOAN, "annual_rate": "١"},
    {**LOAN, "annual_rate": "-0.1"},
    {**LOAN, "installments": 0},
    {**LOAN, "installments": "12"},
    {**LOAN, "allocation": ["fees"] * 4},
    {**LOAN, "late_charges": {"grace_days": -1}},
    {**LOAN, "late_charges": {"unknown": 1}},
    {**LOAN, "unknown": "x"},
    {**PAYMENT, "amount": "CNY 1,000"},
    {**PAYMENT, "amount": "CNY 01"},
    {**PAYMENT, "amount": "cny 1"},
]


@pytest.mark.parametrize("record", WRONG, ids=lambda record: str(record)[-60:])
def test_what_the_schema_refuses_is_refused(sqlite: Database, tmp_path: Path, record) -> None:
    path = tmp_path / "wrong.jsonl"
    context = [r for r in RECORDS[:3] if r["reference"] != record.get("reference")]
    path.write_text("\n".join(json.dumps(r) for r in [*context, record]), "utf-8")
    assert not SCHEMA.is_valid(record)
    with pytest.raises(Refused):
        import_portfolio(sqlite, path, terms=load_all())


def test_the_schema_knows_a_loan_as_the_ledger_keeps_it() -> None:
    agreed = {name: value for name, value in LOAN.items() if name not in {"kind", "borrower"}}
    kept = to_record(from_record(LoanTerms, agreed))
    assert SCHEMA.is_valid({"kind": "loan", "borrower": "B-2001", **kept})
