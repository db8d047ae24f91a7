"""Dates in figures alone: 2025-04-15, 20250415, 15/4/2025, 4/15, and 114/4/15 as in Taiwan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .calendar_days import NoSuchDayError, existing_day, next_such_day
from .mentions import OTHER, Mention

MINGUO = 1911
"""Added to a year of the republic, as Taiwan counts them."""

_START, _END = r"(?<![0-9/.$£€¥-])", r"(?![0-9/%]|-[0-9])"
_FULL = re.compile(
    rf"{_START}(?P<year>20[0-9]{{2}}|1[0-9]{{2}})(?P<separator>[-/.])"
    rf"(?P<month>[0-9]{{1,2}})(?P=separator)(?P<day>[0-9]{{1,2}}){_END}"
    rf"|{_START}(?P<year2>20[0-9]{{2}})(?P<month2>[01][0-9])(?P<day2>[0-3][0-9]){_END}"
)
_YEAR_LAST = re.compile(
    rf"{_START}(?P<first>[0-9]{{1,2}})(?P<separator>[/.-])(?P<second>[0-9]{{1,2}})"
    rf"(?P=separator)(?P<year>20[0-9]{{2}}|[0-9]{{2}}){_END}"
)
_NO_YEAR = re.compile(
    rf"{_START}(?P<month_point>[0-9]{{1,2}})\.(?P<day_point>[0-9]{{1,2}})(?=[之以]?[前后]|"
    r"[号日]|到期|还(?!款)|[当那]天|发工资|出粮)|"
    rf"{_START}(?P<first>[0-9]{{1,2}})/(?P<second>[0-9]{{1,2}})(?<!24/7){_END}(?! ?(?:of|"
    r"的|先|now|today|up ?front))"
)


def find_numeric_dates(text: str, *, as_of: date, day_first: bool) -> Iterator[Mention]:
    """Dates in folded text; 4/5 is 4 May where `day_first`, and the next such day."""
    for pattern, read in ((_FULL, _full), (_YEAR_LAST, _year_last), (_NO_YEAR, _no_year)):
        for match in pattern.finditer(text):
            try:
                found, rule = read(match, as_of, day_first)
            except NoSuchDayError:
                yield Mention(OTHER, "", *match.span())
                continue
            except ValueError:
                continue  # no date at all
            yield Mention("date", found.isoformat(), match.start(), match.end(), rule)


def _full(match: re.Match[str], _as_of: date, _day_first: bool) -> tuple[date, str | None]:
    year, month, day = (int(match[name] or match[f"{name}2"]) for name in ("year", "month", "day"))
    if year < 1000:
        return existing_day(year + MINGUO, month, day), "minguo_year"
    return existing_day(year, month, day), None


def _year_last(match: re.Match[str], _as_of: date, day_first: bool) -> tuple[date, str | None]:
    month, day, rule = _in_order(match, day_first=day_first)
    year = int(match["year"])
    return existing_day(year + 2000 if year < 100 else year, month, day), rule


def _no_year(match: re.Match[str], as_of: date, day_first: bool) -> tuple[date, str | None]:
    month, day, rule = _in_order(match, day_first=day_first)
    found, other_rule = next_such_day(as_of, month, day)
    return found, rule or other_rule


def _in_order(match: re.Match[str], *, day_first: bool) -> tuple[int, int, str | None]:
    groups = match.groupdict()
    first = int(groups["first"] or groups["month_point"])
    second = int(groups["second"] or groups["day_point"])
    if first > 12 or second > 12 or first == second:
        return (second, first, None) if first > 12 else (first, second, None)
    return (second, first, "day_first") if day_first else (first, second, "month_first")
