"""A phone number as a borrower or a messenger writes it, as the portfolio holds it (E.164)."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers

REGIONS = ("CN", "HK", "TW", "US", "GB")


def candidates(written: str) -> Sequence[str]:
    """All E.164 numbers it may mean: without a country code it may be any of ``REGIONS``.

    Messengers leave out the plus, so digits alone are tried as an international number first.
    """
    digits = written.strip()
    international = digits if digits.startswith("+") else f"+{digits}"
    read = [_parse(international, None), *(_parse(digits, region) for region in REGIONS)]
    return list(dict.fromkeys(number for number in read if number is not None))


def _parse(written: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
