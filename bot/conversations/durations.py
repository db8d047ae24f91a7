"""Lengths of time as ISO 8601 durations: 两周 is P2W, 半年 P6M, 一个半月 P1M15D."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .calendar_days import add_months
from .mentions import Mention
from .numerals import FEW, NUMBER, read_number

_CHINESE_UNITS = {
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
}
_ENGLISH_UNITS = {
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
_COUNTED = "年|季度|星期|礼拜|周|天|工作日|日(?!元|币|息|语|文)|小时|分钟"
_MEASURED = "月|星期|礼拜|季度|小时|钟头|钟|周|工作日|交易日"
CHINESE_DURATION = (
    r"(?:"
    r"(?P<half>半)(?:(?:个(?P<half_more>多)?|个?大?)(?P<half_unit>月|星期|礼拜|小时|"
    r"钟头|钟|季度|学期)|(?P<half_bare>年|天|日))"
    rf"|(?P<some>个把|几|好几|(?:一)?两三|几多(?!少))个?(?P<some_unit>{_MEASURED}|年|天|日)"
    rf"|(?P<number>{NUMBER})个(?P<and_half>半|多|几|来)?(?P<unit>{_MEASURED})(?P<tail>半|多)?"
    rf"|(?P<counted>{NUMBER})(?P<counted_more>多|几|"
    rf"来)?(?P<counted_unit>{_COUNTED})(?P<counted_tail>半|多)?"
    r"|(?P<bare_half>(?<![一二两三四五六七八九十0-9几每这那下上今呢成])个"
    r"(?P<bare_more>半|多|几))(?P<bare_unit>月|星期|礼拜|小时|钟头|钟)"
    r")"
)
_ENGLISH_UNIT = "|".join(sorted(_ENGLISH_UNITS, key=len, reverse=True))
ENGLISH_DURATION = (
    r"(?:(?P<en_half>half an? |half-)|"
    rf"(?P<en_number>{NUMBER})(?P<en_and_half> and a half)?(?: of)?(?: more| extra| full|"
    r" whole)?[ -]?"
    r"|(?<![a-z])(?P<en_one>an?(?: whole| full| further)?|another|one more|1 more)[ -])"
    r"(?P<en_working>working |business |"
    rf"calendar )?(?P<en_unit>{_ENGLISH_UNIT})s?'?(?![a-z])(?P<en_tail> and a half)?"
)
_PATTERN = re.compile(rf"(?:{CHINESE_DURATION}|{ENGLISH_DURATION})")
_NO_LENGTH = re.compile(
    r"(?:第|每|[0-9一二三四五六七八九十]月|every|each|per|公元|民国|上|分|能分|可以分|"
    r"有|还要|多少|属|今|明) ?$"
)
_RANGE_BEFORE = re.compile(rf"(?<![a-z0-9])(?P<low>{NUMBER}) ?(?:-|~|到|至|to|or|或者?) ?$")
_LONGEST = Decimal(1000)


class Length(NamedTuple):
    """A length of time; the rule says how, where it could be read in another way."""

    months: int = 0
    days: int = 0
    weeks: int = 0
    minutes: int = 0
    rule: str | None = None

    def iso(self) -> str:
        """ISO 8601, in weeks where weeks were said and nothing else."""
        years, months = divmod(self.months, 12)
        if self.weeks and not (self.months or self.days or self.minutes):
            return f"P{self.weeks}W"
        hours, minutes = divmod(self.minutes, 60)
        days = self.days + 7 * self.weeks
        day_part = "".join(
            f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (days, "D")) if n
        )
        time_part = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n)
        return f"P{day_part}" + (f"T{time_part}" if time_part else "")

    def after(self, day: date, *, direction: int = 1) -> date:
        """The day this long after `day`, or before it; parts of a day count as none."""
        moved = add_months(day, direction * self.months)
        return moved + timedelta(
            days=direction * (self.days + 7 * self.weeks + self.minutes // 1440)
        )


def find_durations(text: str) -> Iterator[Mention]:
    """Lengths of time in folded text, with the lower end of a range."""
    for match in _PATTERN.finditer(text):
        length = read_length(match)
        if length is None or _NO_LENGTH.search(text, max(0, match.start() - 8), match.start()):
            continue
        yield Mention("duration", length.iso(), match.start(), match.end(), length.rule)


def read_length(match: re.Match[str]) -> Length | None:
    """The length of a match of `CHINESE_DURATION` or `ENGLISH_DURATION`, or both in one pattern."""
    groups = match.groupdict()
    if groups.get("en_unit"):
        return _read_english(groups)
    if groups.get("half"):
        unit = groups["half_unit"] or groups["half_bare"]
        return _length(
            Decimal("0.5"), _CHINESE_UNITS.get(unit), "at_least" if groups["half_more"] else None
        )
    if groups.get("some"):
        few, rule = {"个把": (Decimal(1), "at_least"), "两三": (Decimal(2), "range_lower")}.get(
            groups["some"].lstrip("一"), (FEW, "few_is_three")
        )
        return _length(few, _CHINESE_UNITS[groups["some_unit"]], rule)
    if groups.get("bare_half"):
        exact = groups["bare_more"] == "半"
        value = Decimal("1.5") if exact else Decimal(1)
        return _length(value, _CHINESE_UNITS[groups["bare_unit"]], None if exact else "at_least")
    return _read_chinese(groups)


def _read_chinese(groups: dict[str, str]) -> Length | None:
    number = read_number(groups["number"] or groups["counted"])
    unit = _CHINESE_UNITS[groups["unit"] or groups["counted_unit"]]
    if number is None or (unit == "Y" and number.value >= 100):
        return None  # 2025年 is a year
    more = groups["and_half"] or groups["counted_more"] or groups["tail"] or groups["counted_tail"]
    rule = number.rule if not more else None if more == "半" else "at_least"
    return _length(number.value + (Decimal("0.5") if more == "半" else 0), unit, rule)


def _read_english(groups: dict[str, str]) -> Length | None:
    unit = _ENGLISH_UNITS[groups["en_unit"]]
    rule = None
    value = Decimal("0.5") if groups["en_half"] else Decimal(1)
    if groups["en_number"]:
        number = read_number(groups["en_number"])
        if number is None:
            return None
        value, rule = number
    if groups["en_and_half"] or groups["en_tail"]:
        value += Decimal("0.5")
    if groups["en_working"] and not groups["en_working"].startswith("calendar"):
        unit = "B"
    return _length(value, unit, rule)


def _length(value: Decimal, unit: str | None, rule: str | None) -> Length | None:
    if unit is None or not 0 < value < _LONGEST:
        return None
    if unit in "YQM":
        months = value * {"Y": 12, "Q": 3, "M": 1}[unit]
        whole = int(months)
        days = int((months - whole) * 30)
        return Length(whole, days, rule=rule or ("half_month_is_15_days" if days else None))
    if unit in "WF" and value == int(value):
        return Length(weeks=int(value) * (2 if unit == "F" else 1), rule=rule)
    if unit == "B":
        return Length(days=int(value), rule="working_days_as_days")
    if unit in "hm":
        return Length(minutes=int(value * (60 if unit == "h" else 1)), rule=rule)
    hours = value * {"W": 7, "F": 14, "D": 1}[unit] * 24
    return Length(days=int(hours // 24), minutes=int(hours % 24) * 60, rule=rule)
