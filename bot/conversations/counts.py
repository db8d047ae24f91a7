"""How many installments: {"value": 6, "frequency": "monthly"}, with null where none is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .mentions import Mention, Value
from .numerals import NUMBER, read_number

_MOST = 600
_NUMBER = rf"(?P<number>{NUMBER})"
_SPLIT = (
    r"(?:分期?|拆|摊|攤)(?:开|做|成|返|摊|到|咗|为|左)?(?:[还付供俾])?(?:最多|大概|大约|"
    r"起码|至少|个)?"
)
_THINGS = r"(?:install?ments?|payments?|repayments?|parts?|chunks|goes|bits|portions|pieces)"
_PERIOD = r"[ -]?(?P<period>months?|mths?|mos?|weeks?|wks?|fortnights?|years?|yrs?)(?![a-z])"
_SPREAD = (
    r"(?<![a-z])(?:over|across|(?:split|spread|divide|break|pay|repay|clear)(?: (?:it|"
    r"this|that|the (?:balance|amount|debt|payment|arrears|bill|rest)))?"
    r"(?: (?:off|up|out|down))?(?: evenly)? (?:in|into|over|by|across))(?: (?:like|"
    r"maybe|about|the next|a period of|say))?"
)
_HOW_OFTEN = r"(?:(?:more|equal|smaller|easy|even|small|separate) )*"
_ADVERB = r"(?:(?P<period>monthly|weekly|fortnightly) )?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!第){_NUMBER}个?期(?!限|间|望|待|货|末|中)",
        rf"{_SPLIT}{_NUMBER}(?:次|笔|份|回|转|段|期)",
        rf"{_SPLIT}{_NUMBER}个?(?P<period>月|星期|礼拜|周|年)",
        rf"{_SPLIT}(?P<number>半)(?P<period>年)",
        rf"(?<![每第0-9]){_NUMBER}(?:个(?P<period>月)|(?P<yearly>年))(?:的|嘅)?分期",
        r"(?P<number>半)(?P<period>年)(?:的|嘅)?分期",
        rf"分{_NUMBER}(?=$|[ ;,.!?吧行得可])",
        rf"{_NUMBER}[ -]?{_HOW_OFTEN}{_ADVERB}{_HOW_OFTEN}{_THINGS}(?![a-z])",
        rf"{_SPREAD} (?P<number>{NUMBER}|an?){_PERIOD}",
        (
            rf"{_SPREAD} {_NUMBER}(?![a-z0-9])(?! ?(?:days?|weeks?|"
            r"months?)(?![a-z]))(?: (?:times|ways))?"
        ),
        (
            rf"{_NUMBER}{_PERIOD}[ -](?:payment |repayment )?(?:plan|install?ments?|"
            r"arrangement|schedule)"
        ),
        (
            r"(?:(?:a|per|each|every|/) ?(?P<period>month|week|fortnight)|"
            r"(?P<adverb>monthly|weekly|fortnightly)),? (?:for|"
            rf"over) (?:the next )?{_NUMBER} ?(?:months?|weeks?|fortnights?|mths?)(?![a-z])"
        ),
    )
)
_FREQUENCIES = {
    "月": "monthly",
    "mo": "monthly",
    "mt": "monthly",
    "年": "monthly",
    "ye": "monthly",
    "yr": "monthly",
    "周": "weekly",
    "星": "weekly",
    "礼": "weekly",
    "we": "weekly",
    "wk": "weekly",
    "fo": "fortnightly",
}
_PER_YEAR = ("年", "year", "yr")


def find_counts(text: str) -> Iterator[Mention]:
    """Numbers of installments in folded text; an ordinal (第3期) is none."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if mention := _read(match):
                yield mention


def _read(match: re.Match[str]) -> Mention | None:
    groups = match.groupdict()
    period = groups.get("period") or groups.get("yearly") or groups.get("adverb") or ""
    number = _number(groups["number"], 12 if period.startswith(_PER_YEAR) else 1)
    if number is None:
        return None
    value: Value = {
        "value": number,
        "frequency": _FREQUENCIES.get(period[:1], _FREQUENCIES.get(period[:2])),
    }
    return Mention(
        "count",
        value,
        match.start(),
        match.end(),
        "years_of_months" if period.startswith(_PER_YEAR) else None,
    )


def _number(text: str, multiple: int) -> int | None:
    number = {"半": Decimal("0.5"), "a": Decimal(1), "an": Decimal(1)}.get(text)
    if number is None:
        read = read_number(text)
        number = read.value if read else None
    if (
        number is None
        or number * multiple != int(number * multiple)
        or not 1 <= number * multiple <= _MOST
    ):
        return None
    return int(number * multiple)
