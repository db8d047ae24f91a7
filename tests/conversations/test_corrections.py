from datetime import date

import pytest

from bot.conversations.entities import extract

TODAY = date(2026, 3, 17)


def values(text):
    found = extract(text, as_of=TODAY, currency="CNY", locale="zh_Hans_CN")
    return [
        entity.value if isinstance(entity.value, str) else entity.value.get("value")
        for entity in found
    ]


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("no, not 500, 400", ["400.00"]),
        ("i said 400 not 500", ["400.00"]),
        ("can i do 60 instead of 100", ["60.00"]),
        ("500 sorry i mean 400", ["400.00"]),
        ("不是15号是20号", ["2026-03-20"]),
        ("唔係八百,係六百蚊", ["600.00"]),
        ("不要分12期，分6期", [6]),
        ("3000太多了，2000行吗", ["2000.00"]),
        ("還款日由5號改到15號", ["2026-04-15"]),
        ("move it from 5 may to the 9th", ["2026-05-09"]),
    ],
)
def test_what_is_taken_back_is_not_read(text, stays):
    assert values(text) == stays


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("15号还500，20号还300", ["2026-04-15", "500.00", "2026-04-20", "300.00"]),
        ("it went from 210 to 260", ["210.00", "260.00"]),
        ("not until the 20th", ["2026-03-20"]),
        ("not 500", ["500.00"]),
    ],
)
def test_what_is_not_taken_back_stays(text, both):
    assert values(text) == both


@pytest.mark.parametrize(
    "text", ["31 feb", "feb 30th", "2月30号", "4月31日", "2026-02-29", "民國115年2月30日"]
)
def test_days_that_do_not_exist_are_refused(text):
    assert values(text) == []
