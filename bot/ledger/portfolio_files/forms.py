"""How values are written in a portfolio file. Reading is stricter than Python's own readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

import phonenumbers

from bot.loans import LoanError, Money, Part

_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_SHOWN = 40
_REMEMBERED = 4096


@dataclass(frozen=True)
class Form:
    """``read`` takes what JSON gave and raises ``ValueError`` with the reason."""

    words: str
    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    from_cell: Callable[[str], Any] = str


def shown(value: object) -> str:
    """Short and in one line, whatever it is."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _matching(pattern: str, wanted: str) -> Callable[[Any], str]:
    matches = re.compile(pattern).fullmatch

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"must be text: {wanted}")  # noqa: TRY004 - the file's fault
        if not matches(value):
            raise ValueError(f"{shown(value)} is not {wanted}")
        return value

    return read


def text(pattern: str, words: str) -> Form:
    return Form(words, _matching(pattern, words), {"type": "string", "pattern": f"^(?:{pattern})$"})


def choice(values: Iterable[Any]) -> Form:
    """One of an enumeration's values; read as its member."""
    members = {getattr(value, "value", value): value for value in values}
    words = "one of " + ", ".join(members)

    def read(value: Any) -> Any:
        try:
            return members[value]
        except (KeyError, TypeError):
            raise ValueError(f"{shown(value)} is not {words}") from None

    return Form(words, read, {"enum": list(members)})


def whole(least: int, most: int) -> Form:
    words = f"a whole number from {least} to {most}"

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"{shown(value)} is not {words}")
        return value

    def from_cell(cell: str) -> Any:
        return int(cell) if re.fullmatch("[0-9]{1,9}", cell) else cell

    return Form(words, read, {"type": "integer", "minimum": least, "maximum": most}, from_cell)


def _made(form: Form, make: Callable[[str], Any], extra: Mapping[str, Any] | None = None) -> Form:
    # A portfolio has few different days and rates, each of them many times.
    read = lru_cache(_REMEMBERED)(lambda value: make(form.read(value)))

    def read_any(value: Any) -> Any:
        return read(value) if isinstance(value, str) else form.read(value)

    return Form(form.words, read_any, {**form.schema, **(extra or {})})


def _money(written: str) -> Money:
    try:
        return Money.parse(written)
    except LoanError:
        raise ValueError(f"{written} has more decimals than its currency") from None


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"there is no day {written}") from None


def _phone(written: str) -> str:
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(written))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        raise ValueError(f"{written} is not a number that can be dialled")
    return written


def _timezone(written: str) -> str:
    if written not in _TIMEZONES:
        raise ValueError(f"{written} is not a time zone of the IANA list")
    return written


def _country(written: str) -> str:
    if written not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f"{written} is not a country of ISO 3166")
    return written


def _read_allocation(value: Any) -> tuple[Part, ...]:
    parts = tuple(part.value for part in Part)
    if not isinstance(value, list) or sorted(map(str, value)) != sorted(parts):
        raise ValueError(f"must name each of {', '.join(parts)} once")
    return tuple(Part(part) for part in value)


_TIMEZONES = available_timezones()

REFERENCE = text(rf"[^\s{_CONTROL}]{{1,64}}", "1 to 64 characters without spaces")
NAME = text(
    rf"[^\s{_CONTROL}]([^{_CONTROL}]{{0,198}}[^\s{_CONTROL}])?",
    "1 to 200 characters in one line, without spaces around them",
)
DAY = _made(
    text("(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", "a day from 1900 to 2199, as 2026-01-31"),
    _day,
    {"format": "date"},
)
MONEY = _made(
    text(
        r"[A-Z]{3} (0|[1-9][0-9]{0,12})(\.[0-9]{1,3})?",
        "an amount with its currency, as CNY 1234.50",
    ),
    _money,
)
RATE = _made(text(r"[0-9](\.[0-9]{1,6})?", "a fraction below 10, as 0.144 for 14.4 %"), Decimal)
PHONE = _made(text(r"\+[1-9][0-9]{6,14}", "a number in E.164, as +8613900000000"), _phone)
TIMEZONE = _made(text("[A-Za-z0-9+_/-]{1,64}", "an IANA time zone, as Asia/Shanghai"), _timezone)
COUNTRY = _made(text("[A-Z]{2}", "a country of ISO 3166, as CN"), _country)
PRODUCT = text("[a-z0-9_]{1,64}", "a product that the terms of its jurisdiction name")
JURISDICTION = text("[A-Z]{2}", "a jurisdiction that there are terms for")
ALLOCATION = Form(
    "each of " + ", ".join(part.value for part in Part) + " once; in CSV with spaces between",
    _read_allocation,
    {
        "type": "array",
        "items": {"enum": [part.value for part in Part]},
        "uniqueItems": True,
        "minItems": len(Part),
    },
    str.split,
)
