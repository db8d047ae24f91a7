"""An invented portfolio of any size, in the file format, for trying and measuring."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TextIO

from bot.loans import Money, Terms, add_months


@dataclass(frozen=True)
class _Place:
    """Numbers of ``phone`` are possible in form; nobody is called by a sample."""

    locale: str
    timezone: str
    phone: str


_PLACES = {
    "CN": _Place("zh_Hans_CN", "Asia/Shanghai", "+86199{:08d}"),
    "HK": _Place("zh_Hant_HK", "Asia/Hong_Kong", "+8525{:07d}"),
    "TW": _Place("zh_Hant_TW", "Asia/Taipei", "+8869{:08d}"),
    "GB": _Place("en", "Europe/London", "+4477{:08d}"),
    "US": _Place("en", "America/New_York", "+1555{:07d}"),
}
_TERMS_OF_LOANS = (6, 12, 24, 36)
_SURNAMES = "王李張刘陳楊趙黃周吳"
_GIVEN = "小雨家明淑芬志強麗華建國"


def write_sample(
    file: TextIO, *, loans: int, payments: int, terms: Mapping[str, Terms], today: date, seed: int
) -> None:
    """JSON Lines: a borrower, their loan and up to ``payments`` payments, ``loans`` times over."""
    chance = random.Random(seed)  # noqa: S311 - invented data
    places = [place for place in _PLACES if place in terms]
    for number in range(1, loans + 1):
        records = _one(number, chance, terms[chance.choice(places)], payments, today)
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _one(
    number: int, chance: random.Random, terms: Terms, payments: int, today: date
) -> Iterator[dict[str, Any]]:
    place = _PLACES[terms.jurisdiction]
    paid = chance.randint(0, payments)
    count = chance.choice(_TERMS_OF_LOANS)
    first_due = add_months(today, -paid) - timedelta(days=chance.randint(0, 60))
    principal = Money(chance.randint(500, 50_000) * 100, terms.currency)
    yield {
        "kind": "borrower",
        "reference": f"S-{number:07d}",
        "name": chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2)),
        "birth_date": str(date(1955, 1, 1) + timedelta(days=chance.randrange(17_000))),
        "phone": place.phone.format(number),
        "locale": place.locale,
        "timezone": place.timezone,
        "country": terms.jurisdiction,
    }
    yield {
        "kind": "loan",
        "reference": f"SL-{number:07d}",
        "borrower": f"S-{number:07d}",
        "product": chance.choice(sorted(terms.products)),
        "jurisdiction": terms.jurisdiction,
        "principal": str(principal),
        "annual_rate": f"0.{chance.randint(60, 240):03d}",
        "disbursed_on": str(add_months(first_due, -1)),
        "first_due_on": str(first_due),
        "installments": count,
        "late_charges": {"penalty_annual_rate": "0.08", "grace_days": chance.choice([0, 3])},
    }
    for place_in_row in range(min(paid, count)):
        yield {
            "kind": "payment",
            "reference": f"SP-{number:07d}-{place_in_row + 1}",
            "loan": f"SL-{number:07d}",
            "amount": str(principal.split(count)[place_in_row]),
            "received_on": str(add_months(first_due, place_in_row)),
        }
