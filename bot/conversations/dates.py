"""Dates as people write them: an ISO date, or {"unresolved": name} for one only they know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from .calendar_days import add_months
from .chinese_dates import find_chinese_dates
from .english_dates import find_english_dates
from .mentions import Mention
from .named_days import find_fixed_days, find_unresolved_days
from .numbered_text import NumberedText
from .numeric_dates import find_numeric_dates
from .tenses import speaks_of_past

_MONTH_FIRST_LOCALES = ("zh_Hans", "zh_Hant_TW", "zh_CN", "zh_TW", "en_US")


_PERIODS: dict[str, Callable[[date], date]] = {
    "weekday_to_come": lambda day: day - timedelta(days=7),
    "day_to_come": lambda day: add_months(day, -1),
    "next_month": lambda day: add_months(day, -1),
    "next_year": lambda day: add_months(day, -12),
    "named_day": lambda day: add_months(day, -12),
}
"""How far back the last such day is, by the rule that found the next one."""

_WEEKDAYS = ("weekday_to_come", "next_is_next_week", "week_starts_on_monday")
_BESIDE = re.compile(r"[ ,;()]*(?:(?:on |the )*|是|即|也?就是)[ ()]*")
_BARE = ("day_to_come", "next_month")
_OR = re.compile(r" ?(?:或者?|或是|还是|和|跟|及|;|,|or|and|&|到|至|-|to) ?(?:the )?")
_PERIOD = "start_of_period"
"""Next month's payday is a payday still to be asked about; payday on the 15th is the 15th."""

_NAMES_THE_DAY = re.compile(
    r"(?:那天|那日|嗰日|日|的时间)?[是在为系係先才就会]?|,? (?:is )?(?:on |the )*"
)


def writes_day_first(locale: str | None, *, currency: str) -> bool:
    """Whether 4/5 is 4 May; English of no region is American where US dollars are owed."""
    language = (locale or "zh_Hans").replace("-", "_")
    if language == "en":
        return currency != "USD"
    return language != "zh" and not language.startswith(_MONTH_FIRST_LOCALES)


def find_dates(text: NumberedText, *, as_of: date, day_first: bool) -> Iterator[Mention]:
    """Dates against the borrower's own day; 4/5 is 4 May where `day_first`."""
    dated = list(_find_resolved(text, as_of=as_of, day_first=day_first))
    dated = _sharing_months(text.folded, _without_weekdays(text.folded, dated))
    for mention in find_unresolved_days(text.folded):
        beside = [other for other in dated if _names(text.folded, mention, other)]
        if all(other.rule == _PERIOD for other in beside):
            yield mention
            dated = [other for other in dated if other not in beside]
    yield from (_in_tense(text.folded, mention, as_of) for mention in dated)


def _find_resolved(text: NumberedText, *, as_of: date, day_first: bool) -> Iterator[Mention]:
    yield from find_numeric_dates(text.folded, as_of=as_of, day_first=day_first)
    yield from find_fixed_days(text.folded, as_of=as_of)
    if text.has_chinese:
        yield from find_chinese_dates(text, as_of=as_of)
    if text.has_english:
        yield from find_english_dates(text, as_of=as_of)


def _in_tense(text: str, mention: Mention, as_of: date) -> Mention:
    """The last such day instead of the next, where the clause tells of the past."""
    period = _PERIODS.get(mention.rule or "")
    found = date.fromisoformat(str(mention.value))
    if period is None or found <= as_of or not speaks_of_past(text, mention.start, mention.end):
        return mention
    return mention._replace(value=period(found).isoformat(), rule="most_recent")


def _sharing_months(text: str, dated: list[Mention]) -> list[Mention]:
    """In "10 or 15 June" and 六月十號或十五號 both days are in June."""
    found = sorted(dated, key=lambda mention: mention.start)
    for index, (one, other) in enumerate(pairwise(found)):
        if not _beside(text, one, other, _OR) or (one.rule in _BARE) == (other.rule in _BARE):
            continue
        bare, full = (one, other) if one.rule in _BARE else (other, one)
        day = date.fromisoformat(str(bare.value)).day
        month = date.fromisoformat(str(full.value))
        shared = bare._replace(value=add_months(month, 0, on=day).isoformat(), rule=full.rule)
        found[index + (bare is other)] = shared
    return found


def _without_weekdays(text: str, dated: list[Mention]) -> list[Mention]:
    """Without the weekday in "Friday the 28th": the day is said already."""
    weekdays = [mention for mention in dated if mention.rule in _WEEKDAYS]
    named = {
        weekday
        for weekday in weekdays
        for other in dated
        if other.rule not in _WEEKDAYS and _beside(text, weekday, other, _BESIDE)
    }
    return [mention for mention in dated if mention not in named]


def _names(text: str, unresolved: Mention, dated: Mention) -> bool:
    """Whether a date next to "payday" says when it is, so that nothing is left to ask."""
    return _beside(text, unresolved, dated, _NAMES_THE_DAY)


def _beside(text: str, one: Mention, other: Mention, between: re.Pattern[str]) -> bool:
    first, last = sorted((one, other), key=lambda mention: mention.start)
    return first.end <= last.start and bool(between.fullmatch(text, first.end, last.start))
