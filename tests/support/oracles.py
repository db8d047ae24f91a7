"""What Duckling and recognizers-text read in a text, as far as both can be compared with us."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # slips in its source that Python's compiler tells of
    from recognizers_date_time import recognize_datetime
    from recognizers_number_with_unit import recognize_currency

import duckling

CULTURES = {"zh": "zh-cn", "en": "en-us"}
_ZONE = "UTC"


class Duckling:
    """Dates and amounts of money on a given day, in one language."""

    def __init__(self, language: str, as_of: date) -> None:
        zones = _zones()
        noon = datetime(as_of.year, as_of.month, as_of.day, 12, tzinfo=UTC)
        moment = duckling.parse_ref_time(zones, _ZONE, int(noon.timestamp()))
        parsed = duckling.parse_lang(language.upper())
        locale = duckling.default_locale_lang(parsed)
        self._context = duckling.Context(moment, locale)

    def dates(self, text: str) -> frozenset[date]:
        return frozenset(
            date.fromisoformat(value["value"][:10])
            for value in self._values(text, "time")
            if value.get("grain") == "day"
        )

    def amounts(self, text: str) -> frozenset[Decimal]:
        return frozenset(
            Decimal(str(value["value"]))
            for value in self._values(text, "amount-of-money")
            if value.get("type") == "value"
        )

    def _values(self, text: str, dimension: str) -> list[dict[str, Any]]:
        wanted = duckling.parse_dimensions([dimension])
        return [found["value"] for found in duckling.parse(text, self._context, wanted, False)]


class Recognizers:
    """The same by recognizers-text; of several readings the one to come."""

    def __init__(self, language: str, as_of: date) -> None:
        self._culture = CULTURES[language]
        self._moment = datetime(as_of.year, as_of.month, as_of.day, 12)  # noqa: DTZ001 - it wants none

    def dates(self, text: str) -> frozenset[date]:
        found = recognize_datetime(text, self._culture, reference=self._moment)
        return frozenset(
            max(days)
            for one in found
            if (
                days := [
                    date.fromisoformat(value["value"])
                    for value in (one.resolution or {}).get("values", ())
                    if value
                    and value.get("type") == "date"
                    and value.get("value", "not")[:2] == "20"
                ]
            )
        )

    def amounts(self, text: str) -> frozenset[Decimal]:
        found = recognize_currency(text, self._culture)
        return frozenset(
            Decimal(one.resolution["value"])
            for one in found
            if one.resolution and one.resolution.get("value")
        )


@cache
def _zones() -> object:
    return duckling.load_time_zones(str(files("tzdata") / "zoneinfo"))
