"""Dates as people write them: an ISO date, or {"unresolved": name} for one only they know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from .calendar_days import add_months
from .chinese_dates import find_chinese_dates
from .corrections import without_denied
from .english_dates import find_english_dates
from .mentions import Mention, without_overlaps
from .named_days import find_fixed_days, find_unresolved_days
from .numbered_text import NumberedText
from .numeric_dates import find_numeric_dates
from .tenses import speaks_of_past

_MONTH_FIRST_LOCALES = ("zh_Hans", "zh_Hant_TW", "zh_CN", "zh_TW", "en_US")
_BACK: dict[str | None, Callable[[date], date]] = {
    "weekday_to_come": lambda day: day - timedelta(days=7),
    "day_to_come": lambda day: add_months(day, -1),
    "next_month": lambda day: add_months(day, -1),
    "next_year": lambda day: add_months(day, -12),
    "named_day": lambda day: add_months(day, -12),
    "month_first": lambda day: add_months(day, -12),
    "day_first": lambda day: add_months(day, -12),
}
"""How far back the last such day is, by the rule that found the next one."""

_WEEKDAYS = ("weekday_to_come", "next_is_next_week", "week_starts_on_monday")
_BARE_DAYS = ("day_to_come", "next_month")
_PERIOD = "start_of_period"
_BESIDE = re.compile(r"[ ,;()]*(?:(?:on |the )*|是|即|也?就是)[ ()]*")
_NAMES_THE_DAY = re.compile(
    r"(?:那天|那日|嗰日|日|的时间)?[是在为系係先才就会]?[发领有出拿]?|,? (?:is )?(?:on |the )*"
)
_MOVED_TO = re.compile(r"[^;,.!?]{0,12}[改换推挪延调移转][到成为至去做]")
_SAME_BREATH = 15
_FAR_AHEAD = timedelta(days=270)
"""A day of next year so far away is rather this year's, where anything speaks of the past."""

_YEAR_GIVEN = re.compile(r"[0-9]+([/.-])[0-9]+\1[0-9]+")
_OR = re.compile(r" ?(?:或者?|或是|还是|和|跟|及|、|;|,|or|and|&|到|至|-|to) ?(?:the )?")


def writes_day_first(locale: str, *, currency: str) -> bool:
    """Whether 4/5 is 4 May; English of no region is American where US dollars are owed."""
    language = locale.replace("-", "_")
    if language == "en":
        return currency != "USD"
    return language != "zh" and not language.startswith(_MONTH_FIRST_LOCALES)


def find_dates(text: NumberedText, *, as_of: date, day_first: bool) -> Iterator[Mention]:
    """Dates against the borrower's own day; 4/5 is 4 May where `day_first`."""
    found = without_overlaps(_find_single(text, as_of=as_of, day_first=day_first))
    read: list[Mention] = []
    for mention in without_denied(text.folded, found):
        together = _together(text.folded, read[-1], mention) if read else None
        if together is None:
            read.append(mention)
        else:
            read[-1:] = together
    yield from (_in_tense(text.folded, mention, as_of) for mention in read)


def _find_single(text: NumberedText, *, as_of: date, day_first: bool) -> Iterator[Mention]:
    yield from find_numeric_dates(text.folded, as_of=as_of, day_first=day_first)
    yield from find_fixed_days(text.folded, as_of=as_of)
    yield from find_unresolved_days(text.folded)
    if text.has_chinese:
        yield from find_chinese_dates(text, as_of=as_of)
    if text.has_english:
        yield from find_english_dates(text, as_of=as_of)


def _together(text: str, one: Mention, other: Mention) -> list[Mention] | None:
    """Two neighbours that speak of the same day, or share a month; None where they do not."""
    between = text[one.end : other.start]
    if _is_unresolved(one) or _is_unresolved(other):
        return _payday(one, other) if _NAMES_THE_DAY.fullmatch(between) else None
    if one.rule == _PERIOD and other.rule in _WEEKDAYS:
        return [_in_week(one, other)] if between in ("", " ", "的") else None
    if (one.rule in _WEEKDAYS) != (other.rule in _WEEKDAYS):
        date_itself = other if one.rule in _WEEKDAYS else one
        return [date_itself] if _BESIDE.fullmatch(between) else None
    if one.rule in _BARE_DAYS and other.rule in _BARE_DAYS:
        return _in_order(one, other) if len(between) <= _SAME_BREATH else None
    if one.rule not in _BARE_DAYS and other.rule not in _BARE_DAYS:
        return None
    shares = _OR.fullmatch(between) or (other.rule in _BARE_DAYS and _MOVED_TO.fullmatch(between))
    return _sharing_month(one, other) if shares else None


def _is_unresolved(mention: Mention) -> bool:
    return isinstance(mention.value, dict)


def _in_week(week: Mention, weekday: Mention) -> Mention:
    """下周 Friday is the Friday of next week."""
    monday, day = (date.fromisoformat(str(mention.value)) for mention in (week, weekday))
    found = monday + timedelta(days=day.weekday() - monday.weekday())
    return Mention("date", found.isoformat(), week.start, weekday.end, "week_starts_on_monday")


def _payday(one: Mention, other: Mention) -> list[Mention] | None:
    """Payday on the 15th is the 15th; next month's payday is still to be asked about."""
    if _is_unresolved(one) and _is_unresolved(other):
        return None
    dated, unresolved = (other, one) if _is_unresolved(one) else (one, other)
    return [unresolved if dated.rule == _PERIOD else dated]


def _in_order(one: Mention, other: Mention) -> list[Mention]:
    """The 5th and the 20th, said on the 19th, are both of next month."""
    first, second = (date.fromisoformat(str(mention.value)) for mention in (one, other))
    if second < first and second.day > first.day:
        moved = add_months(first, 0, on=second.day)
        other = other._replace(value=moved.isoformat(), rule="days_in_order")
    return [one, other]


def _sharing_month(one: Mention, other: Mention) -> list[Mention]:
    """In "10 or 15 June" and 六月十號或十五號 both days are in June."""
    bare, full = (one, other) if one.rule in _BARE_DAYS else (other, one)
    day = date.fromisoformat(str(bare.value)).day
    shared = add_months(date.fromisoformat(str(full.value)), 0, on=day)
    moved = bare._replace(value=shared.isoformat(), rule=full.rule)
    return [moved, full] if bare is one else [full, moved]


def _in_tense(text: str, mention: Mention, as_of: date) -> Mention:
    """The last such day instead of the next, where the clause tells of the past."""
    back = _BACK.get(mention.rule)
    if back is None or _YEAR_GIVEN.fullmatch(text, mention.start, mention.end):
        return mention
    found = date.fromisoformat(str(mention.value))
    far = found - as_of > _FAR_AHEAD
    if found <= as_of or not speaks_of_past(text, mention.start, mention.end, anywhere=far):
        return mention
    return mention._replace(value=back(found).isoformat(), rule="most_recent")
