from __future__ import annotations

import pytest

from bot.channels.incoming import guess_locale


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("zh-hans", "zh_Hans_CN"),
        ("zh-CN", "zh_Hans_CN"),
        ("zh", "zh_Hans_CN"),
        ("zh-hant", "zh_Hant_TW"),
        ("zh_TW", "zh_Hant_TW"),
        ("zh-HK", "zh_Hant_HK"),
        ("zh-Hant-HK", "zh_Hant_HK"),
        ("zh-MO", "zh_Hant_HK"),
        ("yue", "zh_Hant_HK"),
        ("en", "en"),
        ("en-GB", "en"),
        ("fr", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_tag_names_the_nearest_locale(tag: str | None, locale: str | None) -> None:
    assert guess_locale(tag) == locale
