"""Dates in English: 15 April, the 15th, tomorrow, next Friday, in two weeks, month end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from . import durations
from .calendar_days import (
    add_months,
    clamped,
    day_in_month,
    month_end,
    next_day_of_month,
    next_such_day,
    start_of_week,
)
from .mentions import Mention
from .numbered_text import ANY, NumberedText

Reading = tuple[date, "str | None"]

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary|urary)?|feb(?:r?uary|urary)?|mar(?:ch)?|apr(?:i?l)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:em?ber)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_ORDINAL_VALUES = {word: day for day, word in enumerate(_ORDINALS, 1)} | {"thirtieth": 30}
_ANY_WORD = "|".join(sorted(_ORDINAL_VALUES, key=len, reverse=True))
_LATE_WORD = "|".join(
    word for word in sorted(_ORDINAL_VALUES, key=len, reverse=True) if _ORDINAL_VALUES[word] > 3
)
_TENS = {"twenty": 20, "thirty": 30}
_WORD = rf"(?:(?P<tens>twenty|thirty)[- ])?(?P<word>{_ANY_WORD})"
_SURE_WORD = (
    rf"(?P<tens>twenty|thirty)[- ](?P<word>{_ANY_WORD})|(?<=the )(?P<late>{_LATE_WORD}|"
    r"(?<=on the )(?:first|second|third)(?=$|[,.;!?]| of| and| then| if))"
)
_NTH = rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)|{_WORD})(?![a-z])"
_SURE_NTH = rf"(?:(?<![0-9.,])(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)|{_SURE_WORD})(?![a-z])"
_DAY = rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?|{_WORD})(?![0-9a-z])"
_LATER_YEAR = r"(?:,? ?(?P<year>20[0-9]{2})(?![0-9]))?"
_NOT_WHICH = (
    r"(?! ?(?:one|payment|install?ment|loan|time|party|floor|card|of them|person|account|"
    r"debt|option"
    r"|month|week|letter|call|day late|reminder|message|attempt)s?(?![a-z]))"
)
_DAYS = {
    "day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "2day": 0,
    "tdy": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    **dict.fromkeys(("tomorrow", "tmrw", "tmr", "tmw", "tommorow", "tommorrow", "tomorow"), 1),
    **dict.fromkeys(("tomoro", "2moro", "2mor", "2morrow", "tomo", "tmrow", "tomorrows"), 1),
    "day after tomorrow": 2,
    "day after tmr": 2,
    "day after tmrw": 2,
}
_SHIFTS = {
    "the following": 1,
    "last": -1,
    "previous": -1,
    "this": 0,
    "the": 0,
    "current": 0,
    "next": 1,
    "nxt": 1,
    "following": 1,
}
_WEEKDAY_NAMES = (
    ("mon", "monday", "mondy", "monady"),
    ("tue", "tues", "tuesday", "teusday", "tuseday", "tusday"),
    ("wed", "weds", "wednesday", "wensday", "wednsday", "wendsday", "wedensday"),
    ("thu", "thur", "thurs", "thursday", "thrusday", "thurday", "thusday"),
    ("fri", "friday", "firday", "frday", "fridy"),
    ("saturday", "satuday", "saterday", "sat", "weekend"),
    ("sunday", "sundy", "sun"),
)
"""As people write them and mistype them; the weekend starts on Saturday."""

_WEEKDAY_OF = {name: day for day, names in enumerate(_WEEKDAY_NAMES) for name in names}
_SURE_WEEKDAYS = "|".join(sorted(_WEEKDAY_OF.keys() - {"sat", "sun"}, key=len, reverse=True))
_WEEKDAY = (
    rf"(?P<day>{_SURE_WEEKDAYS}|(?<=on )s(?:at|un)|(?<=next )s(?:at|un)|(?<=this )s(?:at|un)"
    r"|(?<=by )s(?:at|un))(?![a-z])"
)
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
                except (ValueError, OverflowError):
                    continue  # there is no such day
                if reading:
                    yield Mention("date", reading[0].isoformat(), *match.span(), reading[1])


def _named_day(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return as_of + timedelta(days=_DAYS[match[1]]), None


def _day(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups["day"]:
        return int(groups["day"])
    return _TENS.get(groups["tens"], 0) + _ORDINAL_VALUES[groups["word"] or groups["late"]]


def _month_and_day(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    month, day = _MONTHS.index(match["month"][:3]) + 1, _day(match)
    if not match["year"]:
        return next_such_day(as_of, month, day)
    found = day_in_month(int(match["year"]), month, day)
    return found, clamped(found, day)


def _day_of_which_month(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    day = _day(match)
    which = match["which"]
    if which == "the":
        return next_day_of_month(as_of, day)
    found = add_months(as_of, _SHIFTS[which], on=day)
    return found, clamped(found, day)


def _day_alone(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return next_day_of_month(as_of, _day(match))


def _weekday(text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    weekday = _WEEKDAY_OF[match["day"]]
    which = match["which"]
    found = as_of + timedelta(days=(weekday - as_of.weekday()) % 7 or 7)
    rule: str | None = "weekday_to_come"
    if which in _SHIFTS:
        found = start_of_week(as_of, _SHIFTS[which]) + timedelta(days=weekday)
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
    shift = 2 if match["after"] else _SHIFTS[match["which"]]
    if match["span"] == "week":
        return start_of_week(as_of, shift), "start_of_period"
    if match["span"] == "year":
        return date(as_of.year + shift, 1, 1), "start_of_period"
    return add_months(as_of, shift, on=1), "start_of_period"


def _end(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    groups = match.groupdict()
    shift = _SHIFTS[groups["which"] or "this"]
    if groups["month"]:
        month = _MONTHS.index(groups["month"][:3]) + 1
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
        return next_such_day(as_of, _MONTHS.index(match["month"][:3]) + 1, day)[0], rule
    shift = _SHIFTS[match["which"] or "this"]
    if match["span"] == "week":
        found = start_of_week(as_of, shift) + timedelta(days=2 if middle else 0)
        return found if found >= as_of else found + timedelta(days=7), "start_of_period"
    if match["span"] == "year":
        return date(as_of.year + 1, 1, 1), "start_of_period"
    found = add_months(as_of, shift, on=day)
    return found if found >= as_of else add_months(found, 1), rule


_ABOUT = r"(?: (?:about|around|like|roughly|maybe|another|the next|say))?"
_WHICH = r"(?P<which>next|this|last|the following|the|following|current)"
_NAMED = rf"(?<![a-z])(?:the )?({'|'.join(sorted(_DAYS, key=len, reverse=True))})(?![a-z])"


def _table(*readers: tuple[str, Reader]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), read) for pattern, read in readers)


_WRITTEN = _table(
    (_NAMED, _named_day),
    (rf"(?<![a-z0-9.,$£€¥])(?:the )?{_DAY}(?: of)?[ -]?{_MONTH}\.?{_LATER_YEAR}", _month_and_day),
    (rf"(?<![a-z]){_MONTH}\.?,? ?(?:the )?{_DAY}(?![%.,]?[0-9]){_LATER_YEAR}", _month_and_day),
    (
        rf"(?<![a-z0-9])(?:the )?{_NTH}(?: day)?(?: of)? {_WHICH}(?: coming)? month",
        _day_of_which_month,
    ),
    (rf"(?<![a-z])(?P<which>next|this|last) month,? (?:on )?(?:the )?{_NTH}", _day_of_which_month),
    (rf"(?<![a-z0-9])(?:the )?{_SURE_NTH}{_NOT_WHICH}", _day_alone),
)
_COUNTED = _table(
    (
        (
            rf"(?<![a-z])(?P<from>(?:an?|(?P<weeks>{ANY})) weeks? (?:from|on|after) )?"
            r"(?<!every )(?<!each )(?<!my )(?<!your )(?<!second )(?<!the last )"
            r"(?:(?P<which>(?<!the )last|this|"
            rf"next|nxt|(?:this )?coming|upcoming) )?{_WEEKDAY}"
            r"(?P<after> week(?![a-z])| after next)?"
        ),
        _weekday,
    ),
    (rf"(?<![a-z])(?:in|within){_ABOUT} {durations.ENGLISH}(?:(?:'s|s'|s)? time)?", _after),
    (rf"{durations.ENGLISH} (?:from (?:now|today|tomorrow)|later|hence|ago|back)(?![a-z])", _after),
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
            rf"(?:{_SPAN}|{_MONTH})|month[- ]?end(?![a-z])|eom(?![a-z]))"
        ),
        _end,
    ),
    (r"(?<![a-z])within (?P<which>this|the) (?P<span>month|week)(?P<month>)(?![a-z])", _end),
    (
        (
            rf"(?<![a-z])(?:the )?(?P<part>start of|beginning of|middle of|mid[- ]|early ) ?"
            rf"(?:(?P<which>next|this|the) )?(?:{_SPAN}|{_MONTH})"
        ),
        _start,
    ),
)
