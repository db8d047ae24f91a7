"""Languages that a borrower asks for, as BCP 47 tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mentions import Mention

_NAMES = {
    "en": r"英文|英语|english|eng",
    "zh-Hans": r"简体(?:中文|字)?|简中|simplified(?: chinese)?",
    "zh-Hant": r"繁体(?:中文|字)?|繁中|正体(?:中文|字)?|traditional(?: chinese)?",
    "yue": r"粤语|广东话|广州话|白话|cantonese",
    "zh": r"中文|汉语|华语|普通话|国语|普通話|mandarin|chinese(?! new year)|putonghua",
    "ja": r"日语|日文|japanese",
    "ko": r"韩语|韩文|korean",
    "es": r"西班牙语|西班牙文|spanish|espa[nñ]ol",
    "ms": r"马来语|马来文|malay|bahasa melayu",
    "id": r"印尼语|印尼文|印尼话|indonesian|bahasa(?: indonesia)?",
    "fil": r"菲律宾语|他加禄语|tagalog|filipino",
    "vi": r"越南语|越南话|越南文|越文|vietnamese",
    "th": r"泰语|泰文|thai",
    "hi": r"印地语|hindi",
    "ta": r"泰米尔语|淡米尔语|tamil",
    "fr": r"法语|法文|french",
    "de": r"德语|德文|german",
    "pt": r"葡萄牙语|葡语|葡文|portuguese",
    "ru": r"俄语|俄文|russian",
    "ar": r"阿拉伯语|arabic",
    "ur": r"乌尔都语|urdu",
    "pl": r"polish",
    "nan": r"台语|闽南语|闽南话|hokkien",
}
_TAGS = tuple(_NAMES)
_PATTERN = re.compile(
    "|".join(
        f"(?P<_{index}>(?<![a-z])(?:{words})(?![a-z]))"
        for index, words in enumerate(_NAMES.values())
    )
)


def find_languages(text: str) -> Iterator[Mention]:
    """Languages named in folded text."""
    for match in _PATTERN.finditer(text):
        yield Mention("language", _TAGS[int(str(match.lastgroup)[1:])], match.start(), match.end())
