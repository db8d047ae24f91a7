"""The words and signs that name a currency, and which currency they name to this borrower."""

from __future__ import annotations

import re

DOLLARS = frozenset({"USD", "HKD", "TWD", "SGD", "AUD", "NZD", "CAD", "MOP"})
_LOCAL = "local"
_DOLLAR = "dollar"
_YEN_SIGN = "yen sign"

_SIGNS = {
    "cn¥": "CNY",
    "jp¥": "JPY",
    "ca$": "CAD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "nt$": "TWD",
    "us$": "USD",
    "s$": "SGD",
    "a$": "AUD",
    "c$": "CAD",
    "mop$": "MOP",
    "rmb": "CNY",
    "cny": "CNY",
    "hkd": "HKD",
    "twd": "TWD",
    "ntd": "TWD",
    "usd": "USD",
    "gbp": "GBP",
    "eur": "EUR",
    "sgd": "SGD",
    "aud": "AUD",
    "人民币": "CNY",
    "港币": "HKD",
    "台币": "TWD",
    "新台币": "TWD",
    "£": "GBP",
    "€": "EUR",
    "¥": _YEN_SIGN,
    "$": _DOLLAR,
}
_WORDS = {
    "块钱": _LOCAL,
    "块": _LOCAL,
    "元": _LOCAL,
    "圆": _LOCAL,
    "塊": _LOCAL,
    "块前": _LOCAL,
    "快钱": _LOCAL,
    "大元": _LOCAL,
    "蚊鸡": "HKD",
    "蚊": "HKD",
    "港币": "HKD",
    "港纸": "HKD",
    "港元": "HKD",
    "hkd": "HKD",
    "人民币": "CNY",
    "元人民币": "CNY",
    "块人民币": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "yuan": "CNY",
    "台币": "TWD",
    "新台币": "TWD",
    "元台币": "TWD",
    "元新台币": "TWD",
    "ntd": "TWD",
    "nt": "TWD",
    "twd": "TWD",
    "美金": "USD",
    "美元": "USD",
    "美刀": "USD",
    "刀": _DOLLAR,
    "usd": "USD",
    "元港币": "HKD",
    "dollars": _DOLLAR,
    "dollar": _DOLLAR,
    "bucks": _DOLLAR,
    "buck": _DOLLAR,
    "us dollars": "USD",
    "us dollar": "USD",
    "american dollars": "USD",
    "hong kong dollar": "HKD",
    "new taiwan dollars": "TWD",
    "new taiwan dollar": "TWD",
    "taiwan dollars": "TWD",
    "taiwanese dollars": "TWD",
    "chinese yuan": "CNY",
    "british pounds": "GBP",
    "british pound": "GBP",
    "pounds sterling": "GBP",
    "sterling": "GBP",
    "hk dollars": "HKD",
    "hong kong dollars": "HKD",
    "quid": "GBP",
    "pounds": "GBP",
    "pound": "GBP",
    "gbp": "GBP",
    "£": "GBP",
    "英镑": "GBP",
    "euros": "EUR",
    "euro": "EUR",
    "eur": "EUR",
    "€": "EUR",
    "欧元": "EUR",
    "sgd": "SGD",
    "aud": "AUD",
    "日元": "JPY",
    "日币": "JPY",
    "yen": "JPY",
    "文钱": "HKD",
    "$": _DOLLAR,
    "hk$": "HKD",
    "nt$": "TWD",
    "¥": _YEN_SIGN,
}


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


SIGN = rf"(?:{_alternatives(_SIGNS)})"
"""Written before the number."""

UNIT = rf"(?:{_alternatives(_WORDS)})(?![a-z])"
"""Written after the number."""


def currency_of(word: str, *, currency: str) -> str:
    """ISO 4217 code; a word shared by countries means the borrower's own `currency`, if it can."""
    code = _SIGNS.get(word) or _WORDS[word]
    if code == _LOCAL:
        return currency
    if code == _DOLLAR:
        return currency if currency in DOLLARS else "USD"
    if code == _YEN_SIGN:
        return currency if currency == "JPY" else "CNY"
    return code
