"""Since when something has lasted and until when it will, from the days and times in a message."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .calendar_days import add_months
from .folding import fold

_BEFORE, _AFTER = 16, 10
_SINCE_BEFORE = re.compile(
    r"(?:从|自|由|打|since|from|started?|began|in|for|for the (?:last|past)|the (?:last|past)"
    r"|already|已经|有|都)\W*(?:about|around|大概|差不多)?\W*$"
)
_SINCE_AFTER = re.compile(r"^\W*(?:多)?(?:开始|起|以来|之?前|了|啦|喇|嚟|ago|now|already|back)")
_END_BEFORE = re.compile(
    r"(?:到|至|再|还要|还得|仲要|预计|预期|估计|大概|应该|可能|要|等|until|till|by|another|about|around|maybe|probably"
    r"|within|back (?:to work )?(?:in|by|on)|again (?:in|by|on)|take|expect\w*|over (?:in"
    r"|by))\W*(?:about|大概|差不多)?\W*$"
)
_END_AFTER = re.compile(
    r"^\W*(?:之?后|以后|内|左右)?\W*(?:恢复|结束|好转|上班|复工|返工|开工|出院|就(?:可以|能|会)|(?:more|longer|later"
    r"|from now))|^\W*(?:之?后|以后|内)"
)
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
_UNKNOWN = re.compile(
    r"不知道|不清楚|不确定|不晓得|说不准|说不好|难说|没法说|唔知|唔清楚|唔肯定|讲唔埋|未知|还不知"
    r"|(?:不|唔)(?:记得|太记得)|记(?:不|唔)(?:清|得|起)|忘(?:记)?了|唔记得"
    r"|don'?t know|not sure|no idea|can'?t (?:say|tell)|unsure|unknown|hard to say|who knows"
    r"|(?:don'?t|can'?t|cannot) remember|forgot"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERALS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_MONTH = re.compile(
    r"(?<![0-9个几两半])(?P<figure>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?![0-9一二三四五六七八九十])"
    r"|(?<![a-z])(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?<=in )may"
    r"|(?<=since )may"
    r"|(?<=by )may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)(?![a-z])"
)
_BY_MONTH = {"day_to_come", "next_month", "days_in_order"}


@dataclass(frozen=True)
class Span:
    since: date | None = None
    until: date | None = None


def does_not_know(text: str) -> bool:
    return _UNKNOWN.search(fold(text)) is not None


def read_span(
    text: str, found: Sequence[Mapping[str, Any]], *, as_of: date, asked: str | None
) -> Span:
    """``found``: entities of the message. ``asked``: since or until, where one was the question."""
    folded = fold(text)
    since = until = None
    days = [entity for entity in found if entity.get("entity") in {"date", "duration"}]
    for entity in [*days, *_months(folded, days, as_of)]:
        day = _moment(entity, as_of)
        if day is None:
            continue
        if _side(folded, entity, day, as_of, asked) == "since":
            since = since or _past(entity, day, as_of)
        else:
            until = until or _coming(entity, day, as_of)
    return Span(since, until)


def _side(
    folded: str, entity: Mapping[str, Any], day: timedelta | date, as_of: date, asked: str | None
) -> str:
    start, end = entity.get("start", 0), entity.get("end", 0)
    before, after = folded[max(0, start - _BEFORE) : start], folded[end : end + _AFTER]
    if _SINCE_AFTER.search(after):
        return "since"
    if _END_AFTER.search(after) or _END_BEFORE.search(before):
        return "until"
    if _SINCE_BEFORE.search(before) and asked != "until":
        return "since"
    if isinstance(day, date) and day <= as_of:
        return "since"
    return asked or ("until" if isinstance(day, date) else "since")


def _moment(entity: Mapping[str, Any], as_of: date) -> date | timedelta | None:
    value = entity.get("value")
    if entity.get("entity") == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if entity.get("entity") != "duration" or not isinstance(value, str):
        return None
    match = _DURATION.match(value)
    if match is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return add_months(as_of, 12 * years + months) + timedelta(weeks=weeks, days=days) - as_of


def _months(folded: str, days: Sequence[Mapping[str, Any]], as_of: date) -> list[Mapping[str, Any]]:
    """Months without a day, as their first; those inside a day that was read are left out."""
    taken = [(day.get("start", 0), day.get("end", 0)) for day in days]
    return [
        {
            "entity": "date",
            "value": date(as_of.year, _number(match), 1).isoformat(),
            "start": match.start(),
            "end": match.end(),
        }
        for match in _MONTH.finditer(folded)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]


def _number(match: re.Match[str]) -> int:
    if name := match["name"]:
        return _MONTHS.index(name[:3]) + 1
    figure = match["figure"]
    return int(figure) if figure.isdecimal() else sum(_NUMERALS[sign] for sign in figure)


def _past(entity: Mapping[str, Any], day: date | timedelta, as_of: date) -> date:
    if isinstance(day, timedelta):
        return as_of - day
    back = 1 if entity.get("rule") in _BY_MONTH else 12
    while day > as_of:
        day = (
            day - timedelta(7)
            if entity.get("rule") == "weekday_to_come"
            else add_months(day, -back)
        )
    return day


def _coming(entity: Mapping[str, Any], day: date | timedelta, as_of: date) -> date:
    if isinstance(day, timedelta):
        return as_of + day
    while day < as_of:
        day = add_months(day, 12)
    return day
