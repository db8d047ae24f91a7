from __future__ import annotations

import pytest

from bot.conversations.choices import read_choice


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2", 2),
        ("２", 2),
        ("2.", 2),
        ("2吧", 2),
        ("选2", 2),
        ("我选第二个", 2),
        ("揀2", 2),
        ("方案三", 3),
        ("第一種", 1),
        ("option 1 please", 1),
        ("the second one", 2),
        ("I'd take the first", 1),
        ("the last one", 3),
        ("最後一個", 3),
    ],
)
def test_a_choice_is_read(text: str, place: int) -> None:
    assert read_choice(text, 3) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "每期400",
        "分6期",
        "要3期",
        "200",
        "第15号还",
        "我要2000",
        "就3千",
        "two weeks",
        "2 months",
    ],
)
def test_amounts_dates_and_counts_are_no_choice(text: str) -> None:
    assert read_choice(text, 3) is None
