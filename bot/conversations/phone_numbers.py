"""Telephone numbers as people type them, cleaned to E.164; nothing here knows which exist."""

from __future__ import annotations

import re

from .folding import fold

_CALLING_CODES = {
    "CN": "86",
    "HK": "852",
    "TW": "886",
    "MO": "853",
    "SG": "65",
    "MY": "60",
    "GB": "44",
    "US": "1",
    "CA": "1",
    "AU": "61",
    "NZ": "64",
    "IE": "353",
    "IN": "91",
    "PH": "63",
}
_KEEPS_TRUNK_ZERO = {"HK", "MO", "SG", "US", "CA"}
_WRITTEN = re.compile(r"\(?\+?[0-9][0-9 ().\-]{5,22}[0-9]")
_SHORTEST, _LONGEST = 7, 15


def read_phone_number(text: str, *, country: str) -> str | None:
    """The only telephone number in the text as E.164; `country` (ISO 3166) where none is said."""
    found = {
        number
        for match in _WRITTEN.finditer(fold(text))
        if (number := _normal(match.group(), country))
    }
    return found.pop() if len(found) == 1 else None


def _normal(written: str, country: str) -> str | None:
    digits = re.sub(r"[^0-9]", "", written.replace("(0)", ""))
    code = _CALLING_CODES.get(country, "")
    if "+" in written:
        international = digits
    elif digits.startswith("00"):
        international = digits[2:]
    elif code and digits.startswith(code) and len(digits) - len(code) >= _SHORTEST + 1:
        international = digits
    else:
        national = digits if country in _KEEPS_TRUNK_ZERO else digits.removeprefix("0")
        international = code + national if code else ""
    return (
        f"+{international}"
        if _SHORTEST <= len(international) <= _LONGEST and international[0] != "0"
        else None
    )
