"""A message with its numbers found once, so that the readers of entities need not look again.

In `shape` each number is `#` and as many `=` as it has further characters: 分12个月 is 分#=个月.
A pattern over it says `#=*` for a number of any writing, and positions are those of the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from .folding import fold
from .numerals import NUMBER, Number, read_number

ANY = "#=*(?!=)"
"""A number in a pattern over the shape."""

_NUMBER = re.compile(NUMBER)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]")
_NO_NUMBER = re.compile(r"[上下这那哪]一(?=个|周|星期|礼拜|期|笔|次)|个零(?=月|星期|礼拜)")
"""下一个月 is the next month, 个零月 in Hong Kong a month and more."""

_WEEK = re.compile(r"(?:周|星期|礼拜)$")
_WEEKDAYS = re.compile(r"[一二三四五六]{2,}")
_SPACED_UNIT = re.compile(r" (?=个|月|日(?!元)|号|年|天|周|星期|礼拜|期|次|笔|小时|工作日)")
"""In 3 个月 the shape's number takes the space with it."""

_TRIMMED, _SCALES = 3, "十百千万亿kw"
_FREE = str.maketrans("#=", "  ")


@dataclass(frozen=True)
class NumberedText:
    """Folded text, its shape, and the numbers by where they start."""

    folded: str
    shape: str
    numbers: dict[int, tuple[int, Number]]

    def number(self, match: re.Match[str], group: str = "number") -> Number | None:
        """The number that a group of a match in the shape stands for; None for an empty group."""
        found = self.numbers.get(match.start(group))
        return found[1] if found else None

    def whole(self, match: re.Match[str], group: str = "number") -> int:
        """The same as a whole number; raises ValueError where it has a fraction or is none."""
        number = self.number(match, group)
        if number is None or number.value != int(number.value):
            raise ValueError(f"{match[group]!r} is no whole number")
        return int(number.value)

    @cached_property
    def has_chinese(self) -> bool:
        return _HAN.search(self.folded) is not None

    @cached_property
    def has_english(self) -> bool:
        return _LATIN.search(self.folded) is not None


def _longest(match: re.Match[str]) -> tuple[Number | None, int]:
    """The number at the start of the match: of 六百五一 in 六百五一期 it is 六百五."""
    if _WEEKDAYS.fullmatch(match[0]) and _WEEK.search(
        match.string, max(0, match.start() - 2), match.start()
    ):
        return read_number(match[0][0]), match.start() + 1  # 星期五一半
    for end in range(match.end(), max(match.start(), match.end() - _TRIMMED), -1):
        cut_short = end < match.end() and match.string[end] in _SCALES
        if not cut_short and (number := read_number(match.string[match.start() : end])):
            return number, end
    return None, match.end()


def number_text(text: str) -> NumberedText:
    """Find the numbers of a message as it was typed."""
    folded = fold(text)
    numbers: dict[int, tuple[int, Number]] = {}
    parts: list[str] = []
    position = start = 0
    while match := _NUMBER.search(folded, start):
        if match[0][0] == "零" and match.start() and folded[match.start() - 1] in "年月块元":
            start = match.start() + 1  # 一年零三个月
            continue
        number, end = _longest(match)
        start = end
        if number is not None and not _NO_NUMBER.match(folded, max(0, match.start() - 1)):
            numbers[match.start()] = (end, number)
            parts += (
                folded[position : match.start()].translate(_FREE),
                "#".ljust(end - match.start() + bool(_SPACED_UNIT.match(folded, end)), "="),
            )
            position = match.start() + len(parts[-1])
    parts.append(folded[position:].translate(_FREE))
    return NumberedText(folded, "".join(parts), numbers)
