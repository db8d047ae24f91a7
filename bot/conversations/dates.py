"""Dates as people write them: an ISO date, or {"unresolved": name} for one only they know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .mentions import Mention
from .named_days import find_named_days
from .relative_dates import find_relative_dates
from .written_dates import find_written_dates

_MONTH_FIRST_LOCALES = ("zh", "en_US", "ja", "ko")


def find_dates(text: str, *, as_of: date, locale: str | None) -> Iterator[Mention]:
    """Dates in folded text, against the borrower's own day; `locale` decides what 4/5 is."""
    day_first = not (locale or "zh").replace("-", "_").startswith(_MONTH_FIRST_LOCALES)
    yield from find_written_dates(text, as_of=as_of, day_first=day_first)
    yield from find_relative_dates(text, as_of=as_of)
    yield from find_named_days(text, as_of=as_of)
