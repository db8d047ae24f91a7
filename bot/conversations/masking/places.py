"""Where somebody lives or can be reached: postal addresses, e-mail, names at messengers, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .spans import Found, spans

_HAN = r"[\u3400-\u9fff]"
_FIGURE = "[0-9一二三四五六七八九十百]"

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s\u3400-\u9fff]+", re.IGNORECASE)
_HANDLE = re.compile(
    r"(?:(?:微信|wechat|weixin|whatsapp|telegram|qq|line)(?:号|帐号|账号| ?id)?"
    r"(?:是|系|is|:|：|\s)*(?P<told>(?=[\w-]*[0-9_])[a-z0-9_-]{5,}))|(?<![\w@])@[a-z0-9_]{4,}",
    re.IGNORECASE,
)

# 知道12号 and 这条路 are no streets: a street has a name before it and a number right after it.
_STREET = (
    rf"{_HAN}{{1,8}}?(?<![知一难渠报条这那上])"
    "(?:路|街|大道|道|巷|弄|苑|邨|新村|花园|小区|大厦|广场)"
)
_UNIT = "(?:段|巷|弄|号|之|楼|层|室|座|栋|幢|单元|期|房|f)"
_CHINESE = re.compile(
    rf"(?:{_HAN}{{1,7}}?(?:省|市|县|区|镇|乡|新界|九龙))*{_STREET}"
    rf"(?:{_HAN}{{0,6}}?[a-z]?{_FIGURE}+[a-z]?(?:[-之]{_FIGURE}+)*{_UNIT}(?:[a-z](?:室|座|房))?[a-z]?)+"
)
_BUILDING = re.compile(
    rf"{_HAN}{{2,8}}(?:苑|邨|楼|阁|大厦|中心|花园){_HAN}{{0,4}}(?:[a-z]?{_FIGURE}+[a-z]?(?:座|栋|幢|楼|室))+"
)
_ROOM = re.compile(
    rf"{_FIGURE}+(?:座|栋|幢|号楼)(?:{_FIGURE}+(?:单元|楼|层))?[a-z]?{_FIGURE}*[a-z]?(?:室|号房|房)?"
)
_LED_TO = re.compile(
    r".*(?:住在|住喺|住|地址|搬到|搬去|寄到|寄去|寄|在|到|是|系|于|喺)[:： ]*", re.DOTALL
)

_WORDS = r"(?:[A-Z][\w'.-]*\s+){1,4}"
_ENGLISH = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?,?\s+(?:{_WORDS}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Place|Pl|Way|Terrace"
    r"|Crescent|Boulevard|Blvd|Square|Gardens)"
    r"|(?:[a-z][\w'-]*\s+){1,3}(?:street|road|avenue|lane|terrace|crescent|boulevard))\b\.?"
)
_FLAT = re.compile(
    r"\b(?:flat|apartment|apt|unit|suite|room|rm|p\.? ?o\.? box)\.?\s+"
    r"#?(?:\d+[a-z]?|[a-z]\d+|[a-z]\b)"
    r"(?:,?\s+\d+(?:st|nd|rd|th)?/?f(?:loor)?\b)?",
    re.IGNORECASE,
)
_BRITISH_CODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_AMERICAN_CODE = re.compile(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b")


def find_places(text: str, folded: str) -> Iterator[Found]:
    yield from spans(_EMAIL, text, "email")
    yield from spans(_LINK, text, "link")
    for match in _HANDLE.finditer(folded):
        yield Found(*match.span("told" if match["told"] else 0), "handle")
    for pattern in (_CHINESE, _BUILDING, _ROOM):
        for match in pattern.finditer(folded):
            led = _LED_TO.match(match[0])
            start = match.start() + (led.end() if led else 0)
            if start < match.end():
                yield Found(start, match.end(), "address")
    for pattern in (_ENGLISH, _FLAT, _BRITISH_CODE, _AMERICAN_CODE):
        yield from spans(pattern, text, "address")
