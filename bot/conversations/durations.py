"""Lengths of time as ISO 8601 durations: 两周 is P2W, 半年 P6M, 一个半月 P1M15D."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .calendar_days import add_months
from .mentions import Mention
from .numbered_text import ANY, NumberedText
from .numerals import FEW, Number

_UNITS = {
    "年": "Y",
    "季度": "Q",
    "季": "Q",
    "月": "M",
    "周": "W",
    "星期": "W",
    "礼拜": "W",
    "天": "D",
    "日": "D",
    "工作日": "B",
    "交易日": "B",
    "小时": "h",
    "钟头": "h",
    "钟": "h",
    "分钟": "m",
    "year": "Y",
    "yr": "Y",
    "quarter": "Q",
    "month": "M",
    "mth": "M",
    "mnth": "M",
    "mo": "M",
    "fortnight": "F",
    "week": "W",
    "wk": "W",
    "day": "D",
    "hour": "h",
    "hr": "h",
    "minute": "m",
    "min": "m",
}
_CHINESE_UNIT = "年|季度|季|月|星期|礼拜|周|天|工作日|交易日|日(?!元|币|息|语|文)|小时|钟头|钟|分钟"
CHINESE = (
    rf"(?:(?!(?<=[说讲搞])半天)(?P<half>半)(?:个|拉)?(?P<half_more>多)?(?P<half_unit>{_CHINESE_UNIT})"
    rf"|(?P<some>个把|好?几|"
    r"成(?!个?(?:月|星期|礼拜|年)[都冇没唔])(?=个|年(?:$|[ ;,.!?])))个?"
    rf"(?P<some_unit>{_CHINESE_UNIT})"
    rf"|(?:(?P<low>{ANY})(?:天|日|周|个?月|年)?(?:[-~到至、]|"
    rf"或者?))?(?P<number>{ANY})(?P<over>多|几|来)?(?P<ge>个)?(?P<more>半|多|几|"
    rf"来)?(?P<unit>{_CHINESE_UNIT})(?P<tail>半(?!个)|多)?"
    rf"|(?<![#=几每这那下上今呢成半])个(?P<bare>半|多|几|零)(?P<bare_unit>{_CHINESE_UNIT}))"
)
_ENGLISH_UNIT = (
    "months?|mn?ths?|mos?|minutes?|mins?|fortnights?|weeks?|wks?|days?|hours?|hrs?|years?|"
    "yrs?|quarters?"
)
ENGLISH = (
    r"(?:(?P<en_half>(?<![a-z])half(?: an? |-))"
    rf"|(?:(?P<en_low>{ANY})(?: ?(?:-|~) ?| to |"
    rf" or ))?(?P<en_number>{ANY})(?P<en_and_half> and a half)?(?: of)?(?: more| extra|"
    r" full|"
    r" whole)?[ -]?"
    r"|(?<![a-z])(?:an?(?: whole| full| further| extra| more)?|another|one more|1 more)[ -])"
    rf"(?P<working>working |business )?(?:calendar )?(?P<en_unit>{_ENGLISH_UNIT})'?(?![a-z])"
    r"(?P<en_tail> and a half)?"
)
_CHINESE = re.compile(CHINESE)
_ENGLISH = re.compile(ENGLISH)
_NO_LENGTH = re.compile(
    r"(?:[第每这那哪同换某上下分属今明前去选]|最后|[#=]月|公元|民国|every|each|per) ?$"
)
_GIVEN = re.compile(
    r"(?:[晚缓拖等给延推停迟多再好俾畀宽松早过隔歇放]|宽限|延期|推迟|暂停)(?:我|佢)?(?:多)?$"
)
_AND = re.compile(r"[零又]| and |;? ?")
"""一年零三个月, a year and three months."""

_LONGEST = Decimal(1000)


class Length(NamedTuple):
    """A length of time; the rule says how, where it could be read in another way."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    minutes: int = 0
    rule: str | None = None

    def iso(self) -> str:
        """ISO 8601, in weeks where weeks were said and nothing else."""
        if self.weeks and not (self.years or self.months or self.days or self.minutes):
            return f"P{self.weeks}W"
        hours, minutes = divmod(self.minutes, 60)
        parts = ((self.years, "Y"), (self.months, "M"), (self.days + 7 * self.weeks, "D"))
        day_part = "".join(f"{figure}{unit}" for figure, unit in parts if figure)
        time_parts = ((hours, "H"), (minutes, "M"))
        time_part = "".join(f"{figure}{unit}" for figure, unit in time_parts if figure)
        return f"P{day_part}" + (f"T{time_part}" if time_part else "")

    def plus(self, other: Length) -> Length:
        years, months, weeks, days, minutes = (
            a + b for a, b in zip(self[:5], other[:5], strict=True)
        )
        return Length(years, months, weeks, days, minutes, self.rule or other.rule)

    def is_coarser_than(self, other: Length) -> bool:
        """Whether its smallest unit is larger than the largest of the other."""
        mine = max(place for place, figure in enumerate(self[:5]) if figure)
        return mine < min(place for place, figure in enumerate(other[:5]) if figure)

    def after(self, day: date, *, direction: int = 1) -> date:
        """The day this long after `day`, or before it; parts of a day count as none."""
        moved = add_months(day, direction * (12 * self.years + self.months))
        days = self.days + 7 * self.weeks + self.minutes // 1440
        return moved + timedelta(days=direction * days)


def find_durations(text: NumberedText) -> Iterator[Mention]:
    """Lengths of time, with the lower end of a range."""
    patterns = (_CHINESE,) * text.has_chinese + (_ENGLISH,) * text.has_english
    for pattern in patterns:
        found: tuple[int, int, Length] | None = None
        for match in pattern.finditer(text.shape):
            length = read_length(text, match)
            before = text.shape[max(0, match.start() - 8) : match.start()]
            if length is None or _NO_LENGTH.search(before):
                continue
            joint = found and _AND.fullmatch(text.shape, found[1], match.start())
            if found and joint and found[2].is_coarser_than(length):
                found = found[0], match.end(), found[2].plus(length)
            else:
                found = *match.span(), length
            yield Mention("duration", found[2].iso(), found[0], found[1], found[2].rule)


def read_length(text: NumberedText, match: re.Match[str]) -> Length | None:
    """The length of a match in the shape of `CHINESE` or `ENGLISH`."""
    groups = match.groupdict()
    if groups.get("en_unit"):
        return _read_english(text, match)
    if groups["half"]:
        unit = _UNITS[groups["half_unit"]]
        rule = "at_least" if groups["half_more"] else None
        return _length(Decimal("0.5"), unit, rule)
    if groups["some"]:
        if groups["some"].endswith("几") and not _GIVEN.search(
            text.shape, max(0, match.start("some") - 6), match.start("some")
        ):
            return None  # 还有几天 asks
        one = groups["some"] in ("个把", "成")
        rule = None if groups["some"] == "成" else "at_least" if one else "few_is_three"
        return _length(Decimal(1) if one else FEW, _UNITS[groups["some_unit"]], rule)
    if groups["bare"]:
        half, unit = groups["bare"] == "半", _UNITS[groups["bare_unit"]]
        and_half = "0.5" if unit in "YD" else "1.5"  # 缓个半年, 个半月
        return _length(Decimal(and_half if half else 1), unit, None if half else "at_least")
    return _read_chinese(text, match)


def _read_chinese(text: NumberedText, match: re.Match[str]) -> Length | None:
    number, unit = _lower(text, match, "number", "low"), _UNITS[match["unit"]]
    if number is None or (unit == "Y" and number.value >= 100):
        return None  # 2025年 is a year
    pair = text.folded[match.start("number")] in "俩仨"
    if match["unit"] in ("月", "钟") and not match["ge"] and not pair:
        return None  # 3月 is March
    more = match["over"] or match["more"] or match["tail"]
    half = Decimal("0.5") if more == "半" else Decimal(0)
    rule = number.rule if more in (None, "半") else "at_least"
    return _length(number.value + half, unit, rule)


def _read_english(text: NumberedText, match: re.Match[str]) -> Length | None:
    unit = _UNITS[match["en_unit"].rstrip("s") or "s"]
    number = Number(Decimal("0.5") if match["en_half"] else Decimal(1))
    if match["en_number"]:
        number = _lower(text, match, "en_number", "en_low") or number
    half = Decimal("0.5") if match["en_and_half"] or match["en_tail"] else Decimal(0)
    return _length(number.value + half, "B" if match["working"] else unit, number.rule)


def _lower(text: NumberedText, match: re.Match[str], name: str, low: str) -> Number | None:
    """The number, or the lower end of the range that it closes."""
    number, lower = text.number(match, name), text.number(match, low) if match[low] else None
    if number and lower and lower.value < number.value:
        return Number(lower.value, "range_lower")
    return number


def _length(value: Decimal, unit: str, rule: str | None) -> Length | None:
    if not 0 < value < _LONGEST:
        return None
    if unit in "YQM":
        years = int(value) if unit == "Y" else 0
        months = (value - years) * {"Y": 12, "Q": 3, "M": 1}[unit]
        days = int((months - int(months)) * 30)
        rule = rule or ("half_month_is_15_days" if days else None)
        return Length(years, int(months), days=days, rule=rule)
    if unit in "WF" and value == int(value):
        return Length(weeks=int(value) * (2 if unit == "F" else 1), rule=rule)
    if unit == "B":
        return Length(days=int(value), rule="working_days_as_days")
    if unit in "hm":
        return Length(minutes=int(value * (60 if unit == "h" else 1)), rule=rule)
    hours = value * {"W": 7, "F": 14, "D": 1}[unit] * 24
    return Length(days=int(hours // 24), minutes=int(hours % 24) * 60, rule=rule)
