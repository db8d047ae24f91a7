"""The days on which banks are closed, from a kept calendar of public holidays."""

from __future__ import annotations

from datetime import date
from functools import cache

import holidays

from bot.loans import BusinessDays, LoanTerms

# Jurisdictions as terms files name them, with the calendar's own codes.
_CALENDARS: dict[str, tuple[str, str | None]] = {
    "CN": ("CN", None),
    "HK": ("HK", None),
    "TW": ("TW", None),
    "US": ("US", None),
    "GB": ("GB", "ENG"),
}


_LONGEST_YEARS = 12


def due_date_holidays(terms: LoanTerms) -> frozenset[date]:
    """Those that can move a due date of this loan; none where its dates stay where they fall."""
    if terms.business_days is BusinessDays.UNADJUSTED:
        return frozenset()
    first = terms.disbursed_on.year
    return bank_holidays(terms.jurisdiction, first, first + _LONGEST_YEARS)


@cache
def bank_holidays(jurisdiction: str, first_year: int, last_year: int) -> frozenset[date]:
    """Public holidays of these years; ``KeyError`` when the jurisdiction has no calendar here."""
    country, part = _CALENDARS[jurisdiction]
    years = range(first_year, last_year + 1)
    return frozenset(holidays.country_holidays(country, subdiv=part, years=years))
