"""Languages that a borrower asks for, as BCP 47 tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mentions import Mention
from .numbered_text import NumberedText

_TAGS = {
    "en": "英文 英语 english",
    "zh-Hans": "简体 简体中文 简体字 简中 simplified simplified_chinese",
    "zh-Hant": "繁体 繁体中文 繁体字 繁中 正体 正体中文 traditional traditional_chinese",
    "yue": "粤语 广东话 广州话 白话 cantonese",
    "zh": "中文 汉语 华语 普通话 国语 mandarin chinese putonghua",
    "nan": "台语 闽南语 闽南话 hokkien",
    "ar": "阿拉伯语 arabic",
    "de": "德语 德文 german",
    "es": "西班牙语 西班牙文 spanish",
    "fil": "菲律宾语 他加禄语 tagalog filipino",
    "fr": "法语 法文 french",
    "hi": "印地语 hindi",
    "id": "印尼语 印尼文 印尼话 indonesian bahasa_indonesia",
    "ja": "日语 日文 japanese",
    "ko": "韩语 韩文 korean",
    "ms": "马来语 马来文 malay bahasa_melayu",
    "pl": "polish",
    "pt": "葡萄牙语 葡语 葡文 portuguese",
    "ru": "俄语 俄文 russian",
    "ta": "泰米尔语 淡米尔语 tamil",
    "th": "泰语 泰文 thai",
    "ur": "乌尔都语 urdu",
    "vi": "越南语 越南话 越南文 越文 vietnamese",
}
_TAG_OF = {name.replace("_", " "): tag for tag, names in _TAGS.items() for name in names.split()}
_NAMES = sorted(_TAG_OF, key=len, reverse=True)
_CHINESE = re.compile("|".join(name for name in _NAMES if not name.isascii()))
_ENGLISH = re.compile(
    rf"(?<![a-z])(?:{'|'.join(name for name in _NAMES if name.isascii())})(?![a-z]| new year| yuan)"
)


def find_languages(text: NumberedText) -> Iterator[Mention]:
    """Languages that are named."""
    for pattern in (_CHINESE,) * text.has_chinese + (_ENGLISH,) * text.has_english:
        for match in pattern.finditer(text.folded):
            yield Mention("language", _TAG_OF[match[0]], *match.span())
