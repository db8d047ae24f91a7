"""Numbers as people write them: 3,500, 三千五, 1.5万, 3k5, 廿五, two fifty, a couple of grand.

The patterns are for folded text (`folding.fold`). Each is bounded in length and cannot start
inside a run of digits, so that no text makes them slow.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

FEW = Decimal(3)
"""What 几 and "a few" stand for, always said by the rule `few_is_three`."""

ARABIC = (
    r"(?<![0-9])(?<![0-9][.,])(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}(?![0-9])|"
    r"[0-9]{1,15})(?:\.[0-9]{1,4})?"
)
_DIGIT_VALUES = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "两": 2,
    "俩": 2,
    "仨": 3,
    "参": 3,
}
_SCALES = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "k": 1000,
    "万": 10_000,
    "w": 10_000,
    "亿": 100_000_000,
}
_MYRIAD = 10_000
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_DIGITS = "".join(_DIGIT_VALUES)
_SMALL_SCALES = "十百千拾佰仟廿卅卌"
_CHARACTER = (
    rf"(?<![0-9])(?!一[下次起笔个期共些点直定样并])[{_DIGITS}]|[{_SMALL_SCALES}万亿]|"
    r"(?<=[百千万k])半(?![个年月天日小])|"
    r"几(?=[十百千万])|(?<=[十百千万k])几|[多来余](?=[百千万亿])|"
    r" ?[kw](?![a-z])"
)
MIXED = (
    rf"(?:[百千万]把(?=[块元蚊个])|{ARABIC}|[{_DIGITS}{_SMALL_SCALES}万]|几(?=[十百千万])|"
    r"(?<![总期卡户人次分款岁指基单])数(?=[十百千万]))"
    rf"(?:{_CHARACTER}|(?<=[{_SMALL_SCALES}万亿kw]){ARABIC}){{0,14}}"
)

_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_WORD_TENS = {
    word: tens * 10
    for tens, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_WORD_SCALES = {
    "hundred": 100,
    "hundreds": 100,
    "thousand": 1000,
    "thousands": 1000,
    "grand": 1000,
    "k": 1000,
    "mil": 1_000_000,
    "million": 1_000_000,
}
_WORD_VALUES = {
    **_WORDS,
    **_WORD_TENS,
    "fourty": 40,
    "forthy": 40,
    "fivety": 50,
    "couple": 2,
    "few": 3,
    "fiver": 5,
    "tenner": 10,
}
_WORD = "|".join(sorted((*_WORD_VALUES, *_WORD_SCALES), key=len, reverse=True))
WORDS = (
    r"(?<![a-z])(?:"
    r"half an? (?:hundred|thousand|grand|k|million)"
    rf"|(?:an? )?(?:{_WORD}|(?<=a )(?:hundred|thousand|grand))"
    rf"(?:(?: of)?(?: and|[ -]a(?= half)|-)? ?(?:{_WORD}|a half|half)){{0,8}}"
    r")(?![a-z])"
)
_ARABIC_WORDS = (
    rf"{ARABIC} ?(?:and a half )?(?:hundred|thousand|grand|million|mil)(?![a-z])(?: and a half)?"
)
NUMBER = rf"(?:{_ARABIC_WORDS}|{MIXED}|{WORDS})"
"""Any of them, as a fragment of a longer pattern."""

SHORT = rf"(?:(?<![0-9])[0-9]{{1,2}}(?![0-9])|[{_DIGITS}十廿卅]{{1,3}})"
"""A number of one or two figures, as for a day of the month."""

_VAGUE = "半几数多来余"
_CHINESE_TOKEN = re.compile(rf"[0-9][0-9,.]*|[{_DIGITS}{_SMALL_SCALES}万亿kw几数半多来余]")
_ENGLISH_TOKEN = re.compile(r"[0-9][0-9,.]*|[a-z]+")


class Number(NamedTuple):
    """A number that was read, and the rule by which, where it could be read in another way."""

    value: Decimal
    rule: str | None = None


def read_number(text: str) -> Number | None:
    """The value of text that matched `NUMBER` or `SHORT`; None where it is no number after all."""
    letters = text.strip("0123456789., ")
    if letters.isascii() and letters.strip("kw 0123456789.,"):
        return _read_english(text)
    return _read_chinese(text)


def _read_chinese(text: str) -> Number | None:
    if text.endswith("把"):
        return Number(Decimal(_SCALES[text[0]]), "at_least")  # 千把块
    pieces = _CHINESE_TOKEN.findall(text)
    if not pieces:
        return None
    if len(pieces) > 1 and all(piece in _DIGIT_VALUES for piece in pieces):
        return _read_digits(pieces)
    starts_with_scale = pieces[0] in "百千万亿佰仟kw"
    if starts_with_scale and (len(pieces) == 1 or pieces[1] in "一百千万亿佰仟kw"):
        return None  # 万一 and 千万 are words, 万二 and 千五 are numbers
    return _Sum().read(pieces)


def _read_digits(pieces: list[str]) -> Number:
    figures = [_DIGIT_VALUES[piece] for piece in pieces]
    if len(figures) == 2 and (figures[1] - figures[0] == 1 or figures == [3, 5]):
        return Number(Decimal(figures[0]), "range_lower")
    return Number(Decimal("".join(map(str, figures))))


class _Sum:
    """Adds up a Chinese number from left to right."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.section = Decimal(0)
        self.waiting: Decimal | None = None
        self.scale = 0
        self.rule: str | None = None

    def read(self, pieces: list[str]) -> Number | None:
        for index, piece in enumerate(pieces):
            if not self._take(piece, last=index == len(pieces) - 1):
                return None
        self._finish()
        return Number(self.total + self.section, self.rule)

    def _take(self, piece: str, *, last: bool) -> bool:
        if piece in _SCALES:
            return self._multiply(_SCALES[piece])
        if piece in _TENS:
            self.section, self.scale = self.section + _TENS[piece], 10
            return self.waiting is None
        if piece in _VAGUE:
            return self._take_vague(piece, last=last)
        if piece in _DIGIT_VALUES:
            return self._wait(Decimal(_DIGIT_VALUES[piece]))
        figures = piece.replace(",", "").rstrip(".")
        return figures.count(".") <= 1 and self._wait(Decimal(figures))

    def _take_vague(self, piece: str, *, last: bool) -> bool:
        if piece == "半":
            self.section += Decimal(self.scale) / 2  # 三千半
            return last and self.waiting is None
        if piece in "多来余" or (self.scale and (last or self.waiting is None)):
            self.rule = "at_least"  # 二十多万, 十几
            return piece in "几数" or not last
        self.rule = "few_is_three"
        return self._wait(FEW)

    def _wait(self, value: Decimal) -> bool:
        if self.waiting == 0:
            self.scale = 0  # 三千零五 is not 三千五
        elif self.waiting is not None:
            self.rule = "range_lower"  # 两三百
            return value == self.waiting + 1 or (self.waiting == 3 and value == 5)
        self.waiting = value
        return True

    def _multiply(self, scale: int) -> bool:
        if scale < _MYRIAD and self.scale in range(1, scale + 1):
            return False  # 百千 is no number
        if scale < _MYRIAD:
            self.section += (1 if self.waiting is None else self.waiting) * scale
        else:
            self.section += self.waiting or 0
            whole = self.total + self.section if scale > _MYRIAD else self.section
            rest = Decimal(0) if scale > _MYRIAD else self.total
            self.total, self.section = (whole or 1) * scale + rest, Decimal(0)
        self.waiting, self.scale = None, scale
        return True

    def _finish(self) -> None:
        if self.waiting is None:
            return
        short = self.scale >= 100 and self.waiting < 10 and self.waiting == int(self.waiting)
        if short and self.rule is None:
            self.rule = "short_tail"
        self.section += self.waiting * self.scale / 10 if short else self.waiting


def _read_english(text: str) -> Number | None:
    total, section, rule = Decimal(0), Decimal(0), None
    scale = Decimal(1)
    pieces = _ENGLISH_TOKEN.findall(text)
    for index, piece in enumerate(pieces):
        if piece in ("a", "an", "and", "of"):
            continue
        if piece == "half":
            if scale > 1:
                total += scale / 2  # a grand and a half
            else:
                section += Decimal("0.5")  # one and a half thousand
        elif piece in _WORD_SCALES:
            scale = Decimal(_WORD_SCALES[piece])
            if scale == 100:
                section = (section or 1) * scale
            else:
                total, section = total + (section or 1) * scale, Decimal(0)
        else:
            value = _figure(piece)
            if whole := _said_on(pieces, index, section):
                return Number(total + whole.value, whole.rule)
            if 0 < section < 20 and section == int(section) and 10 <= value < 100:
                section, rule = section * 100, "hundred_left_out"
            if piece == "few":
                rule = "few_is_three"
            section += value
    return Number(total + section, rule) if total + section else None


def _said_on(pieces: list[str], index: int, section: Decimal) -> Number | None:
    """What a second number of two figures makes of one: 29.99 as prices are said, or a range."""
    before, first, *rest = pieces[index - 1], *pieces[index:]
    if section < 20 or first not in _WORD_TENS:
        return None
    if section % 10 == 0:
        is_range = section < _figure(first) and not rest
        return Number(section, "range_lower") if is_range else None
    if before not in _WORDS or len(rest) > 1 or not all(piece in _WORDS for piece in rest):
        return None
    cents = sum(map(_figure, (first, *rest)), Decimal(0))
    return Number(section + cents / 100, "cents_follow")


def _figure(piece: str) -> Decimal:
    if piece[0].isdigit():
        return Decimal(piece.replace(",", "").rstrip("."))
    return Decimal(_WORD_VALUES.get(piece, 0))
