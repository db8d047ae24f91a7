from datetime import date

import pytest

from bot.conversations.entities import extract
from bot.conversations.rules import RULES

TODAY = date(2025, 3, 20)

EXAMPLES = {
    "short_tail": ("三千五", "3500.00"),
    "hundred_left_out": ("two fifty", "250.00"),
    "cents_follow": ("thirty-four eighty", "34.80"),
    "few_is_three": ("几百块", "300.00"),
    "at_least": ("三千多块", "3000.00"),
    "range_lower": ("500到800", "500.00"),
    "number_alone": ("500", "500.00"),
    "day_to_come": ("25号还", "2025-03-25"),
    "days_in_order": ("5号和22号还", "2025-04-22"),
    "next_month": ("15号还", "2025-04-15"),
    "next_year": ("2月3号还", "2026-02-03"),
    "most_recent": ("I paid on Friday", "2025-03-14"),
    "weekday_to_come": ("周四还", "2025-03-27"),
    "next_is_next_week": ("next Friday", "2025-03-28"),
    "week_starts_on_monday": ("下周日", "2025-03-30"),
    "last_day_of_month": ("下下下个月31号", "2025-06-30"),
    "start_of_period": ("下个月还", "2025-04-01"),
    "start_is_the_first": ("下月初", "2025-04-01"),
    "middle_is_the_15th": ("mid april", "2025-04-15"),
    "late_is_the_21st": ("4月下旬", "2025-04-21"),
    "week_ends_on_friday": ("end of next week", "2025-03-28"),
    "range_earliest": ("25到28号", "2025-03-25"),
    "deadline": ("三天内还", "2025-03-23"),
    "couple_is_two": ("过两天", "2025-03-22"),
    "named_day": ("圣诞节前还", "2025-12-25"),
    "month_first": ("4/5还", "2025-04-05"),
    "day_first": ("by 4/5", "2025-05-04"),
    "minguo_year": ("114/4/15", "2025-04-15"),
    "short_year": ("25年4月15日", "2025-04-15"),
    "half_month_is_15_days": ("缓半个月", "P15D"),
    "working_days_as_days": ("5 working days", "P5D"),
    "years_of_months": ("分两年还", 24),
}


def test_every_rule_has_an_example():
    assert EXAMPLES.keys() == RULES.keys()


@pytest.mark.parametrize("rule", EXAMPLES)
def test_what_is_ambiguous_is_resolved_by_the_rule_it_names(rule):
    text, expected = EXAMPLES[rule]
    locale = "en" if text.isascii() else "zh_Hans"
    found = extract(text, as_of=TODAY, currency="GBP", locale=locale)[-1]
    value = found.value.get("value") if isinstance(found.value, dict) else found.value
    assert (found.rule, value) == (rule, expected)


@pytest.mark.parametrize(
    ("expecting", "entity", "value"),
    [
        ("amount", "amount", {"value": "12.00", "currency": None}),
        ("count", "count", {"value": 12, "frequency": None}),
        ("date", "date", "2025-04-12"),
        ("loan", "loan", {"ordinal": 12}),
        (None, "count", {"value": 12, "frequency": None}),
    ],
)
def test_a_number_alone_answers_what_was_asked(expecting, entity, value):
    [found] = extract("12", as_of=TODAY, currency="USD", expecting=expecting)
    assert (found.entity, found.value) == (entity, value)


@pytest.mark.parametrize(
    ("text", "borrowers", "expected"),
    [
        ("$500", "HKD", "HKD"),
        ("$500", "TWD", "TWD"),
        ("$500", "CNY", "USD"),
        ("500元", "TWD", "TWD"),
        ("500块", "CNY", "CNY"),
        ("五百蚊", "CNY", "HKD"),
        ("HK$500", "CNY", "HKD"),
        ("NT$500", "CNY", "TWD"),
        ("¥500", "HKD", "CNY"),
        ("￥500", "JPY", "JPY"),
        ("500 quid", "USD", "GBP"),
        ("500 bucks", "SGD", "SGD"),
        ("500", "CNY", None),
    ],
)
def test_a_currency_is_the_one_said_or_what_the_word_means_to_the_borrower(
    text, borrowers, expected
):
    [found] = extract(text, as_of=TODAY, currency=borrowers)
    assert found.value == {"value": "500.00", "currency": expected}


@pytest.mark.parametrize(
    ("locale", "currency", "expected"),
    [
        ("en", "USD", "2025-04-05"),
        ("en", "GBP", "2025-05-04"),
        ("en_US", "GBP", "2025-04-05"),
        ("zh_Hans_CN", "CNY", "2025-04-05"),
        ("zh_Hant_TW", "TWD", "2025-04-05"),
        ("zh_Hant_HK", "HKD", "2025-05-04"),
    ],
)
def test_day_and_month_stand_in_the_order_of_the_locale(locale, currency, expected):
    [found] = extract("4/5", as_of=TODAY, currency=currency, locale=locale)
    assert found.value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8号已经还了", "2025-03-08"),
        ("8号还", "2025-04-08"),
        ("上个月8号还的", "2025-02-08"),
        ("paid you on the 8th", "2025-03-08"),
        ("will be paid on the 8th", "2025-04-08"),
        ("礼拜一转过去的", "2025-03-17"),
        ("1 March的款已经付了", "2025-03-01"),
    ],
)
def test_the_past_tense_looks_back(text, expected):
    assert extract(text, as_of=TODAY, currency="CNY")[0].value == expected
