"""Dates counted from the borrower's own day: tomorrow, 大后天, next Friday, 两周后, month end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from .calendar_days import add_months, month_end, start_of_week
from .durations import CHINESE_DURATION, ENGLISH_DURATION, read_length
from .mentions import Mention

Reading = "tuple[date, str | None] | None"

_DAYS = {
    -2: r"前天|前日|day before yesterday|the day before yesterday",
    -1: r"昨天|昨日|昨晚|寻日|琴日|噖日|寻晚|琴晚|昨儿|yesterday|last night",
    0: (
        r"今天|今日|今晚|今早|今儿|今夜|即日|今朝|today|tonight|2day|tdy|this (?:morning|"
        r"afternoon|evening)"
    ),
    1: (
        r"明天|明日|明早|明晚|听日|听晚|听朝|明儿|明朝|明个|tomorrow|tmrw?|tmw|tomm?or?row|"
        r"tomoro|2moro?|2morrow|tommorrow|tomo"
    ),
    2: r"(?<!大)后天|(?<!大)后日|后儿|(?:the )?day after (?:tomorrow|tmrw?|tmw)",
    3: r"大后天|大后日",
}
_DAY_PATTERN = re.compile(
    "|".join(
        f"(?P<_{index}>{_words})"
        for index, _words in enumerate(
            rf"(?:(?<![a-z])(?:{words})(?![a-z]))"
            for words in (_DAYS[shift] for shift in sorted(_DAYS))
        )
    )
)
_SHIFTS = sorted(_DAYS)

_WEEKDAYS = {
    **dict(
        zip(
            "一二三四五六日天1234567末",
            (0, 1, 2, 3, 4, 5, 6, 6, 0, 1, 2, 3, 4, 5, 6, 5),
            strict=True,
        )
    ),
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
    "weekend": 5,
}
_WEEK_OF = {
    "上上": -2,
    "上": -1,
    "这": 0,
    "本": 0,
    "今": 0,
    "呢": 0,
    "下": 1,
    "下下": 2,
    "下下下": 3,
    "last": -1,
    "this": 0,
    "next": 1,
}
_CHINESE_WEEKDAY = re.compile(
    r"(?:(?P<which>上上|上|这|本|今|呢|下下下|下下|下)(?:一)?个?|(?P<coming>嚟紧|来紧|"
    r"即将到来的?)个?)?"
    r"(?:周|星期|礼拜|拜)(?P<day>[一二三四五六日天末]|[1-7](?![0-9天个号月]))"
)
_ENGLISH_DAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday|nsday)?|thu(?:r(?:s(?:day)?)?)?|"
    "fri(?:day)?|saturday|sunday|weekend"
)
_ENGLISH_WEEKDAY = re.compile(
    r"(?<![a-z])(?:(?P<which>last|this|next|(?P<coming>(?:this )?coming|"
    rf"upcoming)) )?(?P<day>{_ENGLISH_DAYS}|(?<=on )s(?:at|un)|(?<=next )s(?:at|un)|"
    r"(?<=this )s(?:at|un)|(?<=by )s(?:at|un))"
    r"(?![a-z])(?P<after> week(?![a-z])| after next)?"
)
_WEEK_AFTER = re.compile(
    r"(?<![a-z])(?P<number>a|one|two|2) weeks? (?:from|on|after) (?P<which>next |this )?$"
)
_AFTER = re.compile(
    rf"(?:再|过|等|隔)?(?:多)?(?:大概|大约|差不多)?{CHINESE_DURATION}(?:左右)?(?:(?:之|"
    r"以)?(?P<end>后|内|前)|(?:之|以)(?P<inside>内))"
)
_PASSING = re.compile(rf"(?:再)?(?:过|隔|等)(?:了|咗|多)?{CHINESE_DURATION}")
_PASSING_FEW = re.compile(
    r"(?:再)?(?:过|等|隔|迟)(?:多)?(?P<few>两|几|些|一两|两三)个?(?P<unit>天|日|周|星期|礼拜|个月)"
)
_IN = re.compile(
    r"(?<![a-z])(?:in|within)(?: (?:about|around|like|roughly|maybe|another|the next|"
    rf"say))? (?P<length>{ENGLISH_DURATION})(?:(?:'s)? time)?"
)
_LATER = re.compile(
    rf"(?P<length>{ENGLISH_DURATION}) (?:from (?:now|today|tomorrow)|later|after(?! )|"
    r"hence|(?P<ago>ago|back))(?![a-z])"
)
_WEEK = re.compile(
    r"(?P<which>上上|上|下下下|下下|下)(?:一)?个?(?:周|星期|"
    r"礼拜)(?![一二三四五六日天末0-9])|(?<![a-z])(?P<english>next|last) week(?![a-z])|"
    r"(?<![a-z])(?P<after>the week after(?: next)?)(?![a-z])"
)
_MONTH = re.compile(
    r"(?P<which>上上|上|下下|"
    r"下)(?:一)?个?月(?![0-9一二三四五六七八九十廿卅底末尾初头中上下份供付]|"
    r"的?[0-9一二三四五六七八九十廿卅]{1,3}[号日])(?:份)?|(?<![a-z])(?P<english>next|"
    r"last) month(?![a-z]|'s)|(?<![a-z])(?P<after>the month after(?: next)?)(?![a-z])"
)
_MONTH_END = re.compile(
    r"(?<![a-z])(?:(?:by |at |the |very )*(?:end|last day) of (?:(?P<which>next|this|"
    r"the|last) )?(?P<span>month|week|year)|month[- ]?end|eom(?![a-z])|"
    r"end of month)(?![a-z])"
)
_MONTH_START = re.compile(
    r"(?<![a-z])(?:the )?(?P<part>start|beginning|middle) of (?:(?P<which>next|this|"
    r"the) )?(?P<span>month|week|year)(?![a-z])|(?<![a-z])mid[- ](?P<mid>month)(?![a-z])"
)
_YEAR_END = re.compile(r"(?P<which>明|今|本)?年(?:底|尾|末)")


def find_relative_dates(text: str, *, as_of: date) -> Iterator[Mention]:
    """Dates in folded text that are counted from `as_of`."""
    for match in _DAY_PATTERN.finditer(text):
        shift = _SHIFTS[int(str(match.lastgroup)[1:])]
        yield Mention(
            "date", (as_of + timedelta(days=shift)).isoformat(), match.start(), match.end()
        )
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            try:
                reading = read(match, as_of)
            except (ValueError, OverflowError):
                continue  # beyond the calendar
            if reading:
                yield Mention(
                    "date", reading[0].isoformat(), match.start(), match.end(), reading[1]
                )


def _weekday(match: re.Match[str], as_of: date) -> tuple[date, str | None]:
    weekday = _WEEKDAYS.get(match["day"], _WEEKDAYS.get(match["day"][:3], 5))
    which = match["which"]
    if which in _WEEK_OF:
        found = start_of_week(as_of, _WEEK_OF[which]) + timedelta(days=weekday)
        return found, None
    ahead = (weekday - as_of.weekday()) % 7 or 7
    return as_of + timedelta(days=ahead), "weekday_to_come"


def _english_weekday(match: re.Match[str], as_of: date) -> tuple[date, str | None]:
    found, rule = _weekday(match, as_of)
    if match["which"] == "next":
        rule = "next_is_next_week"
    before = _WEEK_AFTER.search(match.string, max(0, match.start() - 30), match.start())
    weeks = (match["after"] == " week") + (
        2 if before and before["number"] in ("two", "2") else 1 if before else 0
    )
    if match["after"] == " after next":
        found = start_of_week(as_of, 2) + timedelta(days=found.weekday())
    return found + timedelta(days=7 * weeks), rule


def _after(match: re.Match[str], as_of: date) -> tuple[date, str | None] | None:
    length = read_length(match)
    if length is None:
        return None
    end = match["end"] or match["inside"]
    rule = "deadline" if end == "内" else None
    return length.after(as_of, direction=-1 if end == "前" else 1), length.rule or rule


def _passing(match: re.Match[str], as_of: date) -> tuple[date, str | None] | None:
    length = read_length(match)
    if length is None:
        return None
    couple = match["counted"] == "两" and match["counted_unit"] in ("天", "日")
    return length.after(as_of), length.rule or ("couple_is_two" if couple else None)


def _english_after(match: re.Match[str], as_of: date) -> tuple[date, str | None] | None:
    length = read_length(match)
    if length is None:
        return None
    ago = match.groupdict().get("ago")
    start = as_of + timedelta(days="tomorrow" in match.group())
    rule = "deadline" if match.group().startswith("within") else None
    return length.after(start, direction=-1 if ago else 1), length.rule or rule


def _week(match: re.Match[str], as_of: date) -> tuple[date, str | None]:
    shift = _WEEK_OF.get(match["which"] or match["english"] or "", 2)
    return start_of_week(as_of, shift), "start_of_period"


def _month(match: re.Match[str], as_of: date) -> tuple[date, str | None]:
    shift = _WEEK_OF.get(match["which"] or match["english"] or "", 2)
    return add_months(as_of, shift, on=1), "start_of_period"


def _month_end(match: re.Match[str], as_of: date) -> tuple[date, str | None]:
    shift = _WEEK_OF.get(match["which"] or "this", 0)
    if match["span"] == "week":
        return start_of_week(as_of, shift) + timedelta(days=4), "week_ends_on_friday"
    if match["span"] == "year":
        return date(as_of.year + shift, 12, 31), None
    return month_end(as_of, shift), None


def _month_start(match: re.Match[str], as_of: date) -> tuple[date, str | None]:
    shift = _WEEK_OF.get(match["which"] or "this", 0)
    middle = match["mid"] or match["part"] == "middle"
    if match["span"] == "week":
        found = start_of_week(as_of, shift) + timedelta(days=2 if middle else 0)
        return found if found >= as_of else found + timedelta(days=7), "start_of_period"
    if match["span"] == "year":
        return date(as_of.year + 1, 1, 1), "start_of_period"
    found = add_months(as_of, shift, on=15 if middle else 1)
    if found < as_of:
        found = add_months(found, 1)
    return found, "middle_is_the_15th" if middle else "start_is_the_first"


def _year_end(match: re.Match[str], as_of: date) -> tuple[date, str | None]:
    return date(as_of.year + (match["which"] == "明"), 12, 31), None


_READERS: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], date], tuple[date, str | None] | None]], ...
] = (
    (_CHINESE_WEEKDAY, _weekday),
    (_ENGLISH_WEEKDAY, _english_weekday),
    (_AFTER, _after),
    (_PASSING, _passing),
    (_IN, _english_after),
    (_LATER, _english_after),
    (_WEEK, _week),
    (_MONTH, _month),
    (_MONTH_END, _month_end),
    (_MONTH_START, _month_start),
    (_YEAR_END, _year_end),
)
