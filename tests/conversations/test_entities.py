from datetime import date

import pytest

from bot.conversations.entities import extract

TODAY = date(2025, 3, 10)


def read(text, currency="CNY", locale=None):
    found = extract(text, as_of=TODAY, currency=currency, locale=locale)
    return [(entity.entity, entity.value) for entity in found]


def amount(value, currency=None):
    return ("amount", {"value": value, "currency": currency})


def count(value, frequency=None):
    return ("count", {"value": value, "frequency": frequency})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "先还500剩下的15号还",
            [amount("500.00"), ("amount", {"share": "rest"}), ("date", "2025-03-15")],
        ),
        (
            "can do 200 now and the rest on the 3rd",
            [amount("200.00"), ("amount", {"share": "rest"}), ("date", "2025-04-03")],
        ),
        ("分6期每期800", [count(6), amount("800.00")]),
        ("15号还500", [("date", "2025-03-15"), amount("500.00")]),
        ("200 a month for 6 months", [amount("200.00"), count(6, "monthly")]),
        ("聽日還五百蚊", [("date", "2025-03-11"), amount("500.00", "HKD")]),
    ],
)
def test_several_entities_in_one_message_keep_their_own_figures(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我的电话13800138000",
        "身份证110101199003078888",
        "晚上8点打给我",
        "利率24%",
        "2019年开始",
        "我28岁",
        "第3期",
        "call me at 5pm",
    ],
)
def test_other_figures_are_no_entity(text):
    assert read(text) == []


def test_positions_are_those_of_the_text_that_was_typed():
    text = "  ＰＡＹ ５００ on Friday 😀"
    for entity in extract(text, as_of=TODAY, currency="USD"):
        assert text[entity.start : entity.end] == entity.text


@pytest.mark.parametrize("text", ["", " ", "\ud800", "500\ud800还", "😀" * 50, "\x00"])
def test_odd_text_is_read_without_an_error(text):
    assert isinstance(extract(text, as_of=TODAY, currency="CNY"), tuple)
