"""Readers by others: where both read the same value, we read it too, or say by which rule not.

Duckling comes as a wheel for Linux on x86-64 only; elsewhere there is nothing to compare with.
"""

from datetime import date
from decimal import Decimal

import entity_phrases as phrases
import pytest

pytest.importorskip("duckling", reason="no wheel for this platform")

from oracles import Duckling, Recognizers

from bot.conversations.entities import extract
from bot.conversations.folding import fold

LONGEST = 40
EVERY = 3
SLIPS = frozenset({"大大後天", "明後天給答覆", "借条写的三万，利息三分", "下下个月1号开始行吗"})
"""Where both are wrong alike: 大大後天 is in four days, 利息三分 no amount."""


def ours(phrase, kind):
    found = extract(
        phrase.text,
        as_of=phrases.TODAY,
        currency=phrases.CURRENCIES[phrase.language],
        locale=phrases.LOCALES.get(phrase.language, phrase.language),
    )
    ruled = any(entity.rule for entity in found if entity.entity == kind)
    if kind == "date":
        return ruled, {
            date.fromisoformat(e.value)
            for e in found
            if isinstance(e.value, str) and e.entity == kind
        }
    return ruled, {
        Decimal(e.value["value"]) for e in found if e.entity == kind and "value" in e.value
    }


@pytest.fixture(scope="module")
def agreements():
    """Phrases with one value that both oracles read alike, and that value."""
    readers = {
        language: (Duckling(language, phrases.TODAY), Recognizers(language, phrases.TODAY))
        for language in ("zh", "en")
    }
    agreed = {"date": [], "amount": []}
    for phrase in list(phrases.phrases())[::EVERY]:
        if phrase.language == "mixed" or len(phrase.text) > LONGEST:
            continue
        language = phrase.language[:2]
        text = fold(phrase.text) if language == "zh" else phrase.text
        duckling, recognizers = readers[language]
        for kind, found in agreed.items():
            if len(phrases.of_kind(phrase.expected, kind)) != 1:
                continue
            one = duckling.dates(text) if kind == "date" else duckling.amounts(text)
            if len(one) == 1 and one == (
                recognizers.dates(text) if kind == "date" else recognizers.amounts(text)
            ):
                found.append((phrase, one))
    return agreed


@pytest.mark.parametrize("kind", ["date", "amount"])
def test_what_both_oracles_read_we_read_or_name_the_rule(agreements, kind):
    others = []
    for phrase, value in agreements[kind]:
        ruled, found = ours(phrase, kind)
        if not value <= found and not ruled and phrase.text not in SLIPS:
            others.append(f"{phrase.text}: {sorted(found)}, oracles {sorted(value)}")
    print(f"{kind}: {len(agreements[kind])} agreements", *others, sep="\n  ")
    assert len(agreements[kind]) >= 30
    assert not others
