from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from bot.loans import (
    LoanTerms,
    Money,
    OfferRequest,
    Part,
    Payment,
    RecordError,
    from_record,
    to_record,
)


@dataclass(frozen=True)
class Sample:
    at: datetime
    opens: time
    parts: frozenset[Part]
    by_part: dict[Part, Money]
    rate: Decimal | None
    open: bool
    place: int


SAMPLE = Sample(
    at=datetime(2026, 4, 20, 10, 30),  # noqa: DTZ001 - the zone does not matter here
    opens=time(9),
    parts=frozenset({Part.INTEREST, Part.FEES}),
    by_part={Part.FEES: Money(1250, "CNY")},
    rate=None,
    open=True,
    place=3,
)
RECORD = {
    "at": "2026-04-20T10:30:00",
    "opens": "09:00:00",
    "parts": ["fees", "interest"],
    "by_part": {"fees": "CNY 12.50"},
    "rate": None,
    "open": True,
    "place": 3,
}


def test_a_record_is_readable_and_reads_back():
    assert to_record(SAMPLE) == RECORD
    assert from_record(Sample, RECORD) == SAMPLE
    assert from_record(Sample, {**RECORD, "rate": "0.05"}).rate == Decimal("0.05")


def test_loan_terms_read_back(loan_terms):
    assert from_record(LoanTerms, to_record(loan_terms)) == loan_terms


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"place": "3"}, "wrong_type", "Sample.place"),
        ({"place": True}, "wrong_type", "Sample.place"),
        ({"open": 1}, "wrong_type", "Sample.open"),
        ({"parts": "fees"}, "wrong_type", "Sample.parts"),
        ({"parts": ["fees", "tips"]}, "not_a_value", "Sample.parts.1"),
        ({"by_part": {"fees": "12.50"}}, "not_a_value", "Sample.by_part.fees"),
        ({"by_part": {"tips": "CNY 1.00"}}, "not_a_value", "Sample.by_part.tips"),
        ({"by_part": []}, "wrong_type", "Sample.by_part"),
        ({"opens": "25:00"}, "not_a_value", "Sample.opens"),
        ({"rate": "five"}, "not_a_value", "Sample.rate"),
        ({"rate": 0.05}, "wrong_type", "Sample.rate"),
        ({"more": 1}, "unknown_field", "Sample.more"),
    ],
)
def test_what_does_not_fit_is_named(change, code, where):
    with pytest.raises(RecordError) as caught:
        from_record(Sample, {**RECORD, **change})
    assert caught.value.code == code
    assert caught.value.arguments["where"] == where
    if code == "not_a_value":
        assert caught.value.arguments["value"] in str(change)
        assert caught.value.arguments["kind"] in {"Part", "Money", "time", "Decimal"}


def test_a_missing_field_is_named():
    with pytest.raises(RecordError) as caught:
        from_record(Payment, {"reference": "p1", "amount": "CNY 1.00"})
    assert caught.value.arguments == {"where": "Payment", "field": "received_on"}
    assert from_record(OfferRequest, {}) == OfferRequest()


def test_facts_that_contradict_are_a_fault_of_the_record():
    record = to_record(Payment("p1", Money(1, "CNY"), date(2026, 1, 1)))
    with pytest.raises(RecordError) as caught:
        from_record(Payment, {**record, "amount": "CNY 0.00"})
    assert caught.value.code == "payment_not_positive"
    assert caught.value.arguments == {"where": "Payment", "payment": "p1"}
