"""A correction begins as one, and its number is read."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversations.entities import extract
from bot.conversations.second_thoughts import is_correction


@pytest.mark.parametrize(
    "text",
    ["no, 80", "不，80", "等等，改成80", "唔係，80", "actually 80", "我是说80", "I meant 80"],
)
def test_a_number_after_a_no_is_read_and_is_a_correction(text: str) -> None:
    [read] = extract(text, as_of=date(2026, 11, 22), currency="CNY", expecting="amount")
    assert read.value == {"value": "80.00", "currency": None}
    assert is_correction(text)


@pytest.mark.parametrize("text", ["80", "我80还", "note 80", "normally 80", "不行", "still 80"])
def test_other_messages_are_none(text: str) -> None:
    assert not is_correction(text)
