"""Dates in English: 15 April, the 15th, tomorrow, next Friday, in two weeks, month end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from . import durations
from .calendar_days import (
    NoSuchDayError,
    add_months,
    clamped,
    existing_day,
    month_end,
    next_day_of_month,
    next_such_day,
    start_of_month,
    start_of_week,
)
from .english_calendar import (
    DAY,
    DAYS,
    LATER_YEAR,
    MONTH,
    MONTHS,
    NOT_WHICH,
    NTH,
    ORDINAL_VALUES,
    SHIFTS,
    SURE_NTH,
    TENS,
    WEEKDAY,
    WEEKDAY_OF,
)
from .mentions import OTHER, Mention
from .numbered_text import ANY, NumberedText
from .tenses import speaks_of_past

Reading = tuple[date, "str | None"]

_NOT_SINCE = re.compile(
    r"(?:(?:ha[sd]|have|did|was|were)n'?t|never|not once|gone up|ever|first time|"
    r"i'?ve been|has been|have been)"
    r"(?![a-z])[^.;!?]{0,40}$"
)
"""I haven't slept in four days."""

_SPAN = r"(?P<span>month|week|year)(?![a-z])"
Reader = Callable[[NumberedText, "re.Match[str]", date], "Reading | None"]


def find_english_dates(text: NumberedText, *, as_of: date) -> Iterator[Mention]:
    """Dates, the next one where no year or month is said."""
    for source, readers in ((text.folded, _WRITTEN), (text.shape, _COUNTED)):
        for pattern, read in readers:
            for match in pattern.finditer(source):
                try:
                    reading = read(text, match, as_of)
                except NoSuchDayError:
                    yield Mention(OTHER, "", *match.span())
                    continue
                except (ValueError, OverflowError):
                    continue  # no date at all
                if reading:
                    yield Mention("date", reading[0].isoformat(), *match.span(), reading[1])


def _named_day(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return as_of + timedelta(days=DAYS[match[1]]), None


def _day(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups["day"]:
        return int(groups["day"])
    return TENS.get(groups["tens"], 0) + ORDINAL_VALUES[groups["word"] or groups["late"]]


def _month_and_day(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    month, day = MONTHS.index(match["month"][:3]) + 1, _day(match)
    if not match["year"]:
        return next_such_day(as_of, month, day)
    return existing_day(int(match["year"]), month, day), None


def _day_of_which_month(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    day = _day(match)
    which = match["which"]
    if which == "the":
        return next_day_of_month(as_of, day)
    found = add_months(as_of, SHIFTS[which], on=day)
    return found, clamped(found, day)


def _day_alone(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return next_day_of_month(as_of, _day(match))


def _month_alone(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    month = MONTHS.index(match["month"][:3]) + 1
    ahead = match[0].startswith(("by ", "to ", "un", "til", "from ", "starting "))
    if not ahead and speaks_of_past(text.folded, *match.span()):
        return None
    if match["year"]:
        return date(int(match["year"]), month, 1), "start_of_period"
    return start_of_month(as_of, month), "start_of_period"


def _week_of_month(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    if match["month"]:
        first = start_of_month(as_of, MONTHS.index(match["month"][:3]) + 1).replace(day=1)
    else:
        first = add_months(as_of, SHIFTS[match["which"]], on=1)
    if match["nth"] == "last":
        return month_end(first) - timedelta(days=6), "start_of_period"
    return first + timedelta(
        days=7 * ((ORDINAL_VALUES.get(match["nth"]) or int(match["nth"][0])) - 1)
    ), "start_of_period"


def _weekday(text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    weekday = WEEKDAY_OF[match["day"]]
    which = match["which"]
    found = as_of + timedelta(days=(weekday - as_of.weekday()) % 7 or 7)
    rule: str | None = "weekday_to_come"
    if which in SHIFTS:
        found = start_of_week(as_of, SHIFTS[which]) + timedelta(days=weekday)
        rule = "next_is_next_week" if which in ("next", "nxt") else "week_starts_on_monday"
    if match["after"] == " after next":
        return start_of_week(as_of, 2) + timedelta(days=weekday), rule
    weeks = (text.whole(match, "weeks") if match["weeks"] else 1) if match["from"] else 0
    return found + timedelta(days=7 * (weeks + (match["after"] == " week"))), rule


def _after(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    length = durations.read_length(text, match)
    if length is None:
        return None
    words = match[0]
    if words.startswith("in ") and _NOT_SINCE.search(
        text.folded, max(0, match.start() - 60), match.start()
    ):
        return None
    start = as_of + timedelta(days=words.endswith("tomorrow"))
    direction = -1 if words.endswith(("ago", "back")) else 1
    rule = "deadline" if words.startswith("within") else None
    return length.after(start, direction=direction), length.rule or rule


def _period(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    shift = 2 if match["after"] else SHIFTS[match["which"]]
    if match["span"] == "week":
        return start_of_week(as_of, shift), "start_of_period"
    if match["span"] == "year":
        return date(as_of.year + shift, 1, 1), "start_of_period"
    return add_months(as_of, shift, on=1), "start_of_period"


def _end(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    groups = match.groupdict()
    shift = SHIFTS[groups["which"] or "this"]
    if groups["month"]:
        month = MONTHS.index(groups["month"][:3]) + 1
        return month_end(date(as_of.year + (month < as_of.month), month, 1)), None
    if groups["span"] == "week":
        return start_of_week(as_of, shift) + timedelta(days=4), "week_ends_on_friday"
    if groups["span"] == "year":
        return date(as_of.year + shift, 12, 31), None
    return month_end(as_of, shift), "deadline" if match[0].startswith("within") else None


def _start(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    middle = match["part"].startswith("mid")
    day, rule = (15, "middle_is_the_15th") if middle else (1, "start_is_the_first")
    if match["month"]:
        return next_such_day(as_of, MONTHS.index(match["month"][:3]) + 1, day)[0], rule
    shift = SHIFTS[match["which"] or "this"]
    if match["span"] == "week":
        found = start_of_week(as_of, shift) + timedelta(days=2 if middle else 0)
        return found if found >= as_of else found + timedelta(days=7), "start_of_period"
    if match["span"] == "year":
        return date(as_of.year + 1, 1, 1), "start_of_period"
    found = add_months(as_of, shift, on=day)
    return found if found >= as_of else add_months(found, 1), rule


_ABOUT = r"(?: (?:about|around|like|roughly|maybe|another|the next|say))?"
_WHICH = r"(?P<which>next|this|last|the following|the|following|current)"
_NAMED = rf"(?<![a-z])(?:the )?({'|'.join(sorted(DAYS, key=len, reverse=True))})(?![a-z])"


def _table(*readers: tuple[str, Reader]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), read) for pattern, read in readers)


_WRITTEN = _table(
    (_NAMED, _named_day),
    (rf"(?<![a-z0-9.,$£€¥])(?:the )?{DAY}(?: of)?[ -]?{MONTH}\.?{LATER_YEAR}", _month_and_day),
    (rf"(?<![a-z]){MONTH}\.?,? ?(?:the )?{DAY}(?![%.,]?[0-9]| ?%){LATER_YEAR}", _month_and_day),
    (
        rf"(?<![a-z0-9])(?:the )?{NTH}(?: day)?(?: of)? {_WHICH}(?: coming)? month",
        _day_of_which_month,
    ),
    (rf"(?<![a-z])(?P<which>next|this|last) month,? (?:on )?(?:the )?{NTH}", _day_of_which_month),
    (rf"(?<![a-z0-9])(?:the )?{SURE_NTH}{NOT_WHICH}", _day_alone),
    (
        (
            r"(?<![a-z])(?:in|by|to|until|till?|before|around|from|skip|starting|and|or) "
            rf"{MONTH}(?!\.?,? ?(?:the )?(?:[0-9]|{NTH}))(?:,? (?P<year>20[0-9]{{2}}))?(?![0-9])"
        ),
        _month_alone,
    ),
    (
        (
            r"(?<![a-z])(?:the )?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th) week "
            rf"(?:of|in) (?:(?P<which>next|this|the) month|{MONTH})"
        ),
        _week_of_month,
    ),
)
_COUNTED = _table(
    (
        (
            rf"(?<![a-z])(?P<from>(?:an?|(?P<weeks>{ANY})) weeks? (?:from|on|after) )?"
            r"(?<!every )(?<!every other )"
            r"(?<!every second )(?<!each )(?<!my )(?<!your )(?<!second )(?<!the last )"
            r"(?:(?P<which>(?<!the )last|this|"
            rf"next|nxt|(?:this )?coming|upcoming) )?{WEEKDAY}"
            r"(?P<after> week(?![a-z])| after next)?"
        ),
        _weekday,
    ),
    (rf"(?<![a-z])(?:in|within){_ABOUT} {durations.ENGLISH}(?:(?:'s|s'|s)? time)?", _after),
    (
        (
            rf"{durations.ENGLISH} (?:from (?:now|today|tomorrow)|(?<=[ks] )today|later|"
            r"hence|ago|back)(?![a-z])"
        ),
        _after,
    ),
    (
        (
            r"(?<![a-z])(?:(?P<which>next|nxt|last) |(?P<after>the ))(?P<span>month|week|year)"
            r"(?(after) after(?: next)?)(?![a-z']| (?:on )?(?:the )?[#=])"
        ),
        _period,
    ),
    (
        (
            r"(?<![a-z])(?:(?:by |at |the |very )*(?:end|last day) of (?:(?P<which>next|this|"
            r"the|last) )?"
            rf"(?:{_SPAN}|{MONTH})|month[- ]?end(?![a-z])|eom(?![a-z]))"
        ),
        _end,
    ),
    (r"(?<![a-z])within (?P<which>this|the) (?P<span>month|week)(?P<month>)(?![a-z])", _end),
    (
        (
            rf"(?<![a-z])(?:the )?(?P<part>start of|beginning of|middle of|mid[- ]|early ) ?"
            rf"(?:(?P<which>next|this|the) )?(?:{_SPAN}|{MONTH})"
        ),
        _start,
    ),
)
