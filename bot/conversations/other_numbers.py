"""Figures that are no entity, found so that no entity takes them for its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mentions import OTHER, Mention
from .numerals import NUMBER, SHORT

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\+?(?<![0-9])[0-9]{8,}(?:x|(?![0-9.,]))",  # telephone, card, order numbers
        r"(?<![0-9a-z])[a-z]{1,3}[0-9]{6,}(?:\([0-9a]\))?",  # identity cards
        r"(?<![0-9])[0-9*x]{4}(?:[ -][0-9*x]{4}){2,4}(?![0-9])",  # payment cards
        r"\+[0-9]{1,3}[ -]?(?:[0-9(][0-9() -]{5,16}[0-9])",
        r"(?<![0-9])1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}(?![0-9])",
        r"(?<![0-9])[5-9][0-9]{3} [0-9]{4}(?![0-9])",
        r"(?<![0-9])0[0-9]{1,4}[ -][0-9]{3,8}(?:[ -][0-9]{3,4})?(?![0-9])",
        r"(?<![0-9])[0-9]{1,2}:[0-9]{2}(?: ?[ap]\.?m\.?)?",
        r"(?<![0-9])[0-9]{1,2}(?:\.[0-9]{2})? ?(?:[ap]\.?m(?![a-z])|o'?clock)",
        rf"(?:{SHORT})点(?:半|钟|{SHORT}分?|(?!数|几))?",
        rf"(?:{NUMBER}) ?(?:%|percent|per cent)|百分之{NUMBER}",
        r"(?<![0-9])(?:19|20)[0-9]{2}年?(?:的|以前|之前|之后|以来|至今|开始)",
        r"(?<![0-9])(?:19|20)[0-9]{2}年",
        r"(?<![a-z])(?:in|since|of|during|before|from|until|back in) (?:19|20)[0-9]{2}(?![0-9])",
        rf"第{NUMBER}(?:期|次|个月|年|天|条|步|页)",
        rf"{NUMBER} ?(?:岁|个人|名|楼|层|室|次|遍|通|倍|条|公里|斤|km|kg|years? old|yo)(?![a-z])",
        (
            r"(?:房|号楼|单元|门牌|room|flat|unit|no\.?|number|error|code|错误码?|代码|"
            r"验证码|单号|编号|ref(?:erence)?) ?(?:is |#|:|是)? ?(?:[0-9]+)"
        ),
        (
            rf"每(?:隔)?{NUMBER}?个?(?:月|年|周|星期|礼拜|天|日)|(?:an?|per|each|"
            rf"every) (?:{NUMBER} )?(?:months?|weeks?|fortnights?|years?|days?|"
            r"hours?)(?![a-z])"
        ),
        (
            r"一个?月(?=(?:就|也|才|我)?(?:只能?|只可以|可以|最多|大概|能)?(?:还|付|交|供|"
            r"俾|畀|挣|赚|收入|工资)(?!不|清|完))"
        ),
        r"24/7|360|365天",
    )
)


def find_other_numbers(text: str) -> Iterator[Mention]:
    """Telephone and card numbers, times of day, rates, ages, years and ordinals in folded text."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Mention(OTHER, "", match.start(), match.end())
