"""Numbers written out in words, by the simplest printer of each language, are read back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.folding import fold
from bot.conversations.numbered_text import number_text
from bot.conversations.numerals import read_number

PLAIN = "零一二三四五六七八九"
FINANCIAL = "零壹貳參肆伍陸柒捌玖"
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

number_st = st.integers(1, 99_999_999)


def in_chinese(number: int, digits: str = PLAIN, units: str = "十百千", myriad: str = "萬") -> str:
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        zero = digits[0] if 0 < low < 1000 else ""
        rest = in_chinese(low, digits, units, myriad) if low else ""
        return in_chinese(high, digits, units, myriad) + myriad + zero + rest
    text, gap = "", False
    for place in (3, 2, 1, 0):
        figure = number // 10**place % 10
        if not figure:
            gap = bool(text)
            continue
        text += (digits[0] if gap else "") + digits[figure] + (units[place - 1] if place else "")
        gap = False
    return text


def in_english(number: int) -> str:
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            high, low = divmod(number, size)
            rest = (" and " if low < 100 else " ") + in_english(low) if low else ""
            return f"{in_english(high)} {name}{rest}"
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


def value(text: str) -> Decimal:
    number = read_number(fold(text))
    assert number is not None
    return number.value


@given(number=number_st)
def test_chinese_numerals_are_read(number):
    assert value(in_chinese(number)) == number


@given(number=number_st)
def test_financial_numerals_are_read(number):
    assert value(in_chinese(number, FINANCIAL, "拾佰仟")) == number


@given(number=number_st)
def test_english_numerals_are_read(number):
    assert value(in_english(number)) == number


@given(number=number_st, after=st.sampled_from(["塊", "蚊", "元", "", " 還", ",好嗎"]))
def test_the_whole_number_is_found_in_a_text(number, after):
    written = in_chinese(number)
    found = number_text("我還" + written + after).numbers
    assert {start: end for start, (end, _) in found.items()} == {2: 2 + len(written)}


@given(thousands=st.integers(1, 9), hundreds=st.integers(1, 9))
def test_a_figure_after_a_scale_counts_the_next_place(thousands, hundreds):
    expected = thousands * 1000 + hundreds * 100
    for text in (
        f"{PLAIN[thousands]}千{PLAIN[hundreds]}",
        f"{thousands}千{hundreds}",
        f"{thousands}k{hundreds}",
        f"{thousands}.{hundreds}k",
    ):
        assert value(text) == expected


@pytest.mark.parametrize("text", ["万一", "千万", "百", "百千", "三十百", "1.2.3万"])
def test_what_only_looks_like_a_number_is_none(text):
    assert read_number(text) is None
