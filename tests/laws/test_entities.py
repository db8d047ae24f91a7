"""What holds of entities in any message.

What we print, we can read: money, dates and counts formatted in every locale come back the same.
An entity lies where it says, entities of figures never overlap, and every rule is explained.
No text makes reading slow or fail.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from babel.dates import format_date, format_timedelta
from babel.numbers import format_currency, format_decimal
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.conversations.birth_dates import read_birth_date
from bot.conversations.entities import extract
from bot.conversations.folding import LONGEST_TEXT, fold
from bot.conversations.rules import RULES

TODAY = date(2026, 11, 20)
LOCALES = {"en": "USD", "zh_Hans_CN": "CNY", "zh_Hant_TW": "TWD", "zh_Hant_HK": "HKD"}
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
FIGURES = ("amount", "date", "duration", "count", "loan")
AROUND = {
    "en": "I will pay {} if I can",
    "zh_Hans_CN": "我先还{}可以吗",
    "zh_Hant_TW": "我先繳{}可以嗎",
    "zh_Hant_HK": "我俾{}得唔得",
}

amount_st = st.decimals(min_value="0.01", max_value="9999999.99", places=2)
day_st = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
PIECES = "还付分期号月年日天周半一二三十百千万个几零廿蚊块元$ .,/-:%0123456789kw"
text_st = st.text(st.sampled_from(PIECES + " payinoverthdmonthsweekfr"), max_size=80)


def read(text, locale="en", **options):
    return extract(text, as_of=TODAY, currency=LOCALES[locale], locale=locale, **options)


@pytest.mark.parametrize("locale", LOCALES)
@given(amount=amount_st)
def test_printed_money_is_read_back(locale, amount):
    printed = format_currency(amount, LOCALES[locale], locale=locale)
    for text in (printed, AROUND[locale].format(printed)):
        assert [entity.value for entity in read(text, locale)] == [
            {"value": str(amount), "currency": LOCALES[locale]}
        ]


@pytest.mark.parametrize("style", ["standard", "name"])
@pytest.mark.parametrize("locale", LOCALES)
@given(amount=amount_st, currency=st.sampled_from(["CNY", "HKD", "TWD", "USD", "GBP"]))
def test_money_of_any_currency_is_read_back(locale, style, amount, currency):
    printed = format_currency(amount, currency, locale=locale, format_type=style)
    assert [entity.value for entity in read(printed, locale)] == [
        {"value": str(amount), "currency": currency}
    ]


@pytest.mark.parametrize("locale", LOCALES)
@given(
    unit=st.sampled_from(sorted(DAYS)),
    number=st.integers(1, 99),
)
def test_a_printed_duration_is_read_back(locale, unit, number):
    assume(locale != "zh_Hant_HK" or unit != "day")  # 3 日 is the third of the month as well
    length = timedelta(days=number * DAYS[unit])
    printed = format_timedelta(length, granularity=unit, threshold=1000, locale=locale)
    [found] = [entity.value for entity in read(printed, locale)]
    assert found == f"P{number}{unit[0].upper()}"


@pytest.mark.parametrize("locale", LOCALES)
@given(amount=st.decimals(min_value=100, max_value=9999999, places=2))
def test_a_printed_figure_is_read_back(locale, amount):
    text = AROUND[locale].format(format_decimal(amount, locale=locale))
    [found] = read(text, locale)
    assert found.value == {"value": str(amount), "currency": None}


@pytest.mark.parametrize("style", ["short", "medium", "long", "full"])
@pytest.mark.parametrize("locale", LOCALES)
@given(day=day_st)
def test_a_printed_date_is_read_back(locale, style, day):
    printed = format_date(day, style, locale=locale)
    assert [entity.value for entity in read(printed, locale)] == [day.isoformat()]


@pytest.mark.parametrize("locale", LOCALES)
@given(born=st.dates(min_value=date(1920, 1, 1), max_value=date(2008, 12, 31)))
def test_a_printed_date_of_birth_is_read_back(locale, born):
    for style in ("long", "medium"):
        assert read_birth_date(format_date(born, style, locale=locale), locale=locale) == born
    assert read_birth_date(f"{born:%Y%m%d}") == born


@given(number=st.integers(2, 60))
def test_a_count_of_installments_is_read_in_every_wording(number):
    for text, locale in (
        (f"分{number}期", "zh_Hans_CN"),
        (f"想分{number}個月還", "zh_Hant_HK"),
        (f"in {number} installments", "en"),
        (f"over {number} months", "en"),
    ):
        [found] = read(text, locale)
        assert (found.entity, found.value["value"]) == ("count", number)


@given(days=st.integers(1, 300))
def test_days_from_now_are_counted_from_the_borrowers_own_day(days):
    expected = (TODAY + timedelta(days=days)).isoformat()
    for text in (f"{days}天后还", f"in {days} days", f"{days}日後俾"):
        assert [entity.value for entity in read(text, "zh_Hant_HK")] == [expected]


@given(text=text_st | st.text(max_size=200))
@example("5" * 300)
@example("一二三四五六七八九十" * 20)
@example("\ud800500还\udfff")
def test_entities_lie_where_they_say_and_do_not_overlap(text):
    found = read(text)
    figures = sorted((e.start, e.end) for e in found if e.entity in FIGURES)
    assert all(end <= start for (_, end), (start, _) in pairwise(figures))
    for entity in found:
        assert text[entity.start : entity.end] == entity.text != ""
        assert entity.rule is None or entity.rule in RULES


@given(text=st.text(max_size=3000))
def test_folding_keeps_every_position(text):
    folded = fold(text)
    assert len(folded) == min(len(text), LONGEST_TEXT)
    assert fold(folded) == folded


@given(text=text_st)
def test_an_amount_is_positive_and_to_the_cent(text):
    for entity in read(text):
        if entity.entity == "amount" and "value" in entity.value:
            value = Decimal(entity.value["value"])
            assert value >= 0
            assert value.as_tuple().exponent == -2


HOSTILE = (
    *(
        "1",
        "一",
        "十",
        "千",
        "万",
        "1,",
        "1.",
        "1 ",
        "1/",
        "1-",
        "12:",
        "年",
        "个半",
        "a ",
        "in a ",
    ),
    *("half a ", "one hundred and ", "the ", "the 1", "分", "分1", "分1期", "第一", "每", "month "),
    *(
        "over ",
        "split it into ",
        "my mum ",
        "我爸",
        "lost ",
        "$",
        "$1",
        "尾号",
        "1号",
        "下",
        "下个",
    ),
    *(
        "再过",
        "x",
        "*",
        "3份",
        "payments ",
        "twenty-",
        "first ",
        "and a half ",
        "百分之",
        "1%",
        "%",
    ),
    *(
        "还",
        "not ",
        "没",
        "my mum was ",
        "老公病",
        "欠了",
        "不是500",
        "from the 5th to ",
        "500 sorry ",
    ),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_reading_takes_time_in_proportion_to_length(piece):
    text = (piece * LONGEST_TEXT)[: 10 * LONGEST_TEXT]
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 0.5
