"""Dates as people write them: an ISO date, or {"unresolved": name} for one only they know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from .calendar_days import add_months
from .chinese_dates import find_chinese_dates
from .english_dates import find_english_dates
from .mentions import Mention
from .named_days import find_fixed_days, find_unresolved_days
from .numbered_text import NumberedText
from .numeric_dates import find_numeric_dates
from .tenses import speaks_of_past

_MONTH_FIRST_LOCALES = ("zh", "en_US", "ja", "ko")


_PERIODS: dict[str, Callable[[date], date]] = {
    "weekday_to_come": lambda day: day - timedelta(days=7),
    "day_to_come": lambda day: add_months(day, -1),
    "next_month": lambda day: add_months(day, -1),
    "next_year": lambda day: add_months(day, -12),
    "named_day": lambda day: add_months(day, -12),
}
"""How far back the last such day is, by the rule that found the next one."""

_PERIOD = "start_of_period"
"""Next month's payday is a payday still to be asked about; payday on the 15th is the 15th."""

_NAMES_THE_DAY = re.compile(r"(?:那天|那日|嗰日|日|的时间)?[是在为系係]?|,? (?:is )?(?:on |the )*")


def find_dates(text: NumberedText, *, as_of: date, locale: str | None) -> Iterator[Mention]:
    """Dates against the borrower's own day; `locale` decides what 4/5 is."""
    dated = list(_find_resolved(text, as_of=as_of, locale=locale))
    for mention in find_unresolved_days(text.folded):
        beside = [other for other in dated if _names(text.folded, mention, other)]
        if all(other.rule == _PERIOD for other in beside):
            yield mention
            dated = [other for other in dated if other not in beside]
    yield from (_in_tense(text.folded, mention, as_of) for mention in dated)


def _find_resolved(text: NumberedText, *, as_of: date, locale: str | None) -> Iterator[Mention]:
    day_first = not (locale or "zh").replace("-", "_").startswith(_MONTH_FIRST_LOCALES)
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


def _names(text: str, unresolved: Mention, dated: Mention) -> bool:
    """Whether a date next to "payday" says when it is, so that nothing is left to ask."""
    first, last = sorted((unresolved, dated), key=lambda mention: mention.start)
    return first.end <= last.start and bool(_NAMES_THE_DAY.fullmatch(text, first.end, last.start))
