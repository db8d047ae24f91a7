from __future__ import annotations

import pytest

from bot.channels.telegram.splitting import LIMIT, split_text


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("one two\nthree", 10, ["one two", "three"]),
        ("one\n\ntwo\nthree", 9, ["one", "two\nthree"]),
        ("First. Second one.", 12, ["First.", "Second one."]),
        ("先还一半。再说。", 6, ["先还一半。", "再说。"]),
        ("他说“好。”再见", 6, ["他说“好。”", "再见"]),
        ("一二三四五", 2, ["一二", "三四", "五"]),
        ("每月pay一次", 4, ["每月", "pay一", "次"]),
        ("word", 2, ["wo", "rd"]),
        ("wave\U0001f44b\U0001f3fd", 6, ["wave", "\U0001f44b\U0001f3fd"]),
        ("\U0001f62d\U0001f62d", 3, ["\U0001f62d", "\U0001f62d"]),
        ("exact fit", 9, ["exact fit"]),
        ("exact fit", 5, ["exact", "fit"]),
        ("  \n ", 5, []),
        ("", 5, []),
    ],
)
def test_a_text_is_torn_where_a_reader_would_pause(text: str, limit: int, parts: list[str]) -> None:
    assert split_text(text, limit) == parts


def test_telegram_counts_in_utf_16() -> None:
    text = "\U0001f62d" * (LIMIT // 2)
    assert split_text(text) == [text]
    assert len(split_text(text + "!")) == 2
