"""Dates as people write them: an ISO date, or {"unresolved": name} for one only they know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .chinese_dates import find_chinese_dates
from .english_dates import find_english_dates
from .mentions import Mention
from .named_days import find_named_days
from .numbered_text import NumberedText
from .numeric_dates import find_numeric_dates

_MONTH_FIRST_LOCALES = ("zh", "en_US", "ja", "ko")


def find_dates(text: NumberedText, *, as_of: date, locale: str | None) -> Iterator[Mention]:
    """Dates against the borrower's own day; `locale` decides what 4/5 is."""
    day_first = not (locale or "zh").replace("-", "_").startswith(_MONTH_FIRST_LOCALES)
    yield from find_numeric_dates(text.folded, as_of=as_of, day_first=day_first)
    yield from find_named_days(text.folded, as_of=as_of)
    if text.has_chinese:
        yield from find_chinese_dates(text, as_of=as_of)
    if text.has_english:
        yield from find_english_dates(text, as_of=as_of)
