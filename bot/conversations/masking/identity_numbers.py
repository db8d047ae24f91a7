"""Numbers that states and banks give to people, told from others by their check digits."""

from __future__ import annotations

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_LETTERS_BEFORE_DIGITS = ord("A") - 10
_BLANK = 36
_TWO_LETTERS = 9
_HIGHEST_DIGIT = 9


def is_mainland_id(number: str) -> bool:
    """GB 11643-1999: seventeen digits and a check of ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[-1].upper()


def is_hong_kong_id(number: str) -> bool:
    """One or two letters, six digits, a check digit or A; a missing first letter is a blank."""
    padded = number.upper().rjust(_TWO_LETTERS)
    values = [
        _BLANK
        if sign == " "
        else int(sign)
        if sign.isdigit()
        else ord(sign) - _LETTERS_BEFORE_DIGITS
        for sign in padded
    ]
    weights = range(len(values), 0, -1)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11 == 0


def is_taiwan_id(number: str) -> bool:
    """A letter that stands for a number of two digits, then nine digits weighed 8 to 1 and 1."""
    letter = _TAIWAN_LETTERS.index(number[0].upper()) + 10
    digits = [letter // 10, letter % 10, *map(int, number[1:])]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 10 == 0


def is_card_number(number: str) -> bool:
    """ISO/IEC 7812: the check digit after Luhn."""
    total = 0
    for place, sign in enumerate(reversed(number)):
        value = int(sign) * (1 + place % 2)
        total += value - 9 if value > _HIGHEST_DIGIT else value
    return total % 10 == 0
