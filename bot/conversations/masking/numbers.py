"""Phones, identity cards, bank cards and whatever else is as long as an account number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from .identity_numbers import is_card_number, is_hong_kong_id, is_mainland_id, is_taiwan_id
from .spans import Found, spans

REGIONS = ("CN", "HK", "TW", "US", "GB")
_CARD_DIGITS = range(13, 20)

_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<between>[-/. 年]?)(?:0?[1-9]|1[0-2])"
    r"(?:(?P=between)|月)(?:0?[1-9]|[12]\d|3[01])(?!\d)[日号號]?"
)
_BIRTH = re.compile(
    r"(?:生日|出生\w{0,3}?|\bborn(?: on)?|\bbirth\w*(?: date| day)?|\bdob)(?:是|係|is|:|：|\s)*"
    r"(?P<day>\d[\d\s./年月日号號-]{3,}\d[日号號]?|\d{1,2}(?:st|nd|rd|th)? \w+ \d{4}"
    r"|\w+ \d{1,2}(?:st|nd|rd|th)?,? \d{4})",
    re.IGNORECASE,
)
_MAINLAND = re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])")
_HONG_KONG = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,2}\d{6}(?:[(（][\dAa][)）]|[\dAa])(?![\dA-Za-z])")
_TAIWAN = re.compile(r"(?<![A-Za-z])[A-Za-z][1289]\d{8}(?!\d)")
_BRITISH = re.compile(
    r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
    re.IGNORECASE,  # National Insurance
)
_AMERICAN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
_SORT_CODE = re.compile(r"(?<!\d)\d{2}-\d{2}-\d{2}(?!\d)")
_RUN = re.compile(r"(?<!\d)(?<!\d[.,])\d(?:[ -]?\d){7,}")
_SPELLED = re.compile("[零〇一二三四五六七八九幺]{8,}")
_LETTERED = re.compile(r"\b(?=[A-Z0-9-]*\d{4})[A-Z]{1,4}-?\d[A-Z0-9-]{5,}\b", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"(?:[¥￥$£€]|rmb|cny|hkd|twd|usd|gbp|nt\$|hk\$)\s*$", re.IGNORECASE)
_MONEY_AFTER = re.compile(r"\s*(?:元|块|塊|蚊|dollars|pounds|rmb|yuan)", re.IGNORECASE)
_DIGITS = re.compile(r"\d")


def find_numbers(text: str) -> Iterator[Found]:
    yield from spans(_BIRTH, text, "birth date", "day")
    yield from _identities(text)
    yield from spans(_SORT_CODE, text, "account")
    yield from spans(_SPELLED, text, "account")
    yield from spans(_LETTERED, text, "account")
    yield from _phones(text)
    for match in _RUN.finditer(text):
        if not _DAY.fullmatch(match[0]) and not _is_money(text, *match.span()):
            yield Found(*match.span(), "card" if _is_card(match[0]) else "account")
    for match in _DAY.finditer(text):
        if match["year"] < "2000":
            yield Found(*match.span(), "birth date")


def _identities(text: str) -> Iterator[Found]:
    for match in _MAINLAND.finditer(text):
        number = _bare(match[0])
        yield Found(*match.span(), "id" if is_mainland_id(number) else _kind_of(number))
    for match in _HONG_KONG.finditer(text):
        if "(" in match[0] or "（" in match[0] or is_hong_kong_id(match[0]):
            yield Found(*match.span(), "id")
    for match in _TAIWAN.finditer(text):
        yield Found(*match.span(), "id" if is_taiwan_id(match[0]) else "account")
    yield from spans(_BRITISH, text, "id")
    yield from spans(_AMERICAN, text, "id")


def _phones(text: str) -> Iterator[Found]:
    for region in REGIONS:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            if not _is_day(match.raw_string) and not _is_money(text, match.start, match.end):
                yield Found(match.start, match.end, "phone")


def _kind_of(number: str) -> str:
    return "card" if _is_card(number) else "account"


def _is_card(written: str) -> bool:
    number = _bare(written)
    return number.isdecimal() and len(number) in _CARD_DIGITS and is_card_number(number)


def _bare(written: str) -> str:
    return "".join(sign for sign in written if sign.isalnum())


def _is_day(written: str) -> bool:
    match = _DAY.fullmatch(written.strip())
    return match is not None and match["year"] >= "2000"


def _is_money(text: str, start: int, end: int) -> bool:
    """A round sum is no account, however long."""
    before, after = text[max(0, start - 5) : start], text[end : end + 8]
    return bool(_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after))
