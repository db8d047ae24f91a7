"""Phrases with what is to be read in them, one a line: text, a tab, readings.

A reading is a letter, a colon and a value: `a:500` an amount, `a:500HKD` with its currency,
`s:0.5` a share, `d:2025-04-15` a date, `d:payday` an unresolved one, `t:P2W` a duration, `n:6` a
count, `n:6m` a monthly one (w weekly, f fortnightly), `l:jiebei`, `l:#1234` or `l:2` a loan,
`h:job_loss` a reason, `g:en` a language. A dash stands for nothing. The day is Thursday
20 March 2025.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.conversations.entities import Entity, extract

TODAY = date(2025, 3, 20)
FOLDER = Path(__file__).parents[1] / "conversations" / "phrases"
CURRENCIES = {
    "en": "USD",
    "zh_Hans": "CNY",
    "zh_Hant_TW": "TWD",
    "zh_Hant_HK": "HKD",
    "mixed": "CNY",
}
LOCALES = {"zh_Hans": "zh_Hans_CN"}
LETTERS = {
    "a": "amount",
    "s": "amount",
    "d": "date",
    "t": "duration",
    "n": "count",
    "l": "loan",
    "h": "hardship_reason",
    "g": "language",
}
_FREQUENCIES = {"monthly": "m", "weekly": "w", "fortnightly": "f", None: ""}


class Phrase(NamedTuple):
    language: str
    text: str
    expected: frozenset[str]


def phrases() -> Iterator[Phrase]:
    for path in sorted(FOLDER.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text, readings = line.split("\t")
            yield Phrase(path.stem, text, frozenset(readings.split()) - {"-"})


@cache
def read(phrase: Phrase) -> frozenset[str]:
    found = extract(
        phrase.text,
        as_of=TODAY,
        currency=CURRENCIES[phrase.language],
        locale=LOCALES.get(phrase.language, phrase.language),
    )
    return frozenset(map(written, found))


def written(entity: Entity) -> str:
    value = entity.value
    if not isinstance(value, dict):
        return {"date": "d", "duration": "t", "hardship_reason": "h", "language": "g"}[
            entity.entity
        ] + f":{value}"
    if entity.entity == "count":
        return f"n:{value['value']}{_FREQUENCIES[value['frequency']]}"
    if entity.entity == "date":
        return f"d:{value['unresolved']}"
    if entity.entity == "loan":
        digits = value.get("last_digits")
        return f"l:#{digits}" if digits else f"l:{value.get('product') or value.get('ordinal')}"
    if "share" in value:
        return f"s:{value['share']}"
    return f"a:{str(value['value']).removesuffix('.00')}{value['currency'] or ''}"


def of_kind(readings: frozenset[str], entity: str) -> frozenset[str]:
    return frozenset(reading for reading in readings if LETTERS[reading[0]] == entity)


def tally() -> dict[tuple[str, str], tuple[int, int]]:
    """Right and all messages by language and entity, where either side has one of that entity."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for phrase in phrases():
        found = read(phrase)
        for entity in set(LETTERS.values()):
            wanted, got = of_kind(phrase.expected, entity), of_kind(found, entity)
            if wanted or got:
                right, total = counts.get((phrase.language, entity), (0, 0))
                counts[phrase.language, entity] = right + (wanted == got), total + 1
    return counts
