"""Whole chat messages on several days, with what is to be read in them (`entity_phrases`)."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import entity_phrases as phrases
import pytest

from bot.conversations.entities import extract

MESSAGES = Path(__file__).parent / "messages.tsv"
LEAST_RIGHT = {
    "amount": 0.97,
    "date": 0.97,
    "count": 0.95,
    "duration": 0.95,
    "loan": 0.97,
    "hardship_reason": 0.9,
}


@pytest.fixture(scope="module")
def readings():
    with MESSAGES.open(encoding="utf-8") as lines:
        return [
            (row["text"], frozenset(row["readings"].split()) - {"-"}, read(row))
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def read(row):
    found = extract(
        row["text"],
        as_of=date.fromisoformat(row["day"]),
        currency=row["currency"],
        locale=phrases.LOCALES.get(row["language"], row["language"]),
    )
    return frozenset(map(phrases.written, found))


@pytest.mark.parametrize("entity", LEAST_RIGHT)
def test_messages_are_read_right_on_any_day(readings, entity):
    wrong, total = [], Counter()
    for text, expected, found in readings:
        wanted, got = (phrases.of_kind(kind, entity) for kind in (expected, found))
        if wanted or got:
            total[wanted == got] += 1
            if wanted != got:
                wrong.append(f"{text}: {sorted(got)}, not {sorted(wanted)}")
    print(f"{entity}: {total[True]} of {total.total()}", *wrong, sep="\n  ")
    assert total[True] >= LEAST_RIGHT[entity] * total.total(), "\n".join(wrong)
