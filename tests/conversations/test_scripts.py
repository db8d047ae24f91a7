from __future__ import annotations

import pytest

from bot.conversations.scripts import detect_locale


@pytest.mark.parametrize(
    ("text", "current", "shown"),
    [
        ("what do I owe?", "zh_Hans_CN", "en"),
        ("<b>what do I owe</b>", "zh_Hans_CN", "en"),
        ("OK", "zh_Hans_CN", None),
        ("我欠多少钱", "en", "zh_Hans_CN"),
        ("我欠多少錢", "zh_Hans_CN", "zh_Hant_TW"),
        ("我欠多少錢", "zh_Hant_HK", None),
        ("我爭幾多錢嘅", "zh_Hant_TW", "zh_Hant_HK"),
    ],
)
def test_the_language_is_told_by_what_is_written(
    text: str, current: str, shown: str | None
) -> None:
    assert detect_locale(text, current=current) == shown


@pytest.mark.parametrize(
    "text",
    ['/inform{"amount":1}', "https://example.com/pay/now", "lin.wang@example.com", "<br><hr>"],
)
def test_what_is_of_no_language_changes_none(text: str) -> None:
    assert detect_locale(text, current="zh_Hans_CN") is None
