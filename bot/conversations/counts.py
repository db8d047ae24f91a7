"""How many installments: {"value": 6, "frequency": "monthly"}, with null where none is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .mentions import Mention
from .numbered_text import ANY, NumberedText

_MOST, _MOST_TIMES = 600, 60
_NUMBER = rf"(?P<number>{ANY})"
_SPLIT = (
    r"(?:分期?|拆|摊|split ?|break ?|divide ?|spread ?)(?:开|做|成|返|摊|到|咗|为|"
    r"左)?(?:[还付供俾畀])?"
    r"(?:最多|大概|大约|起码|至少|个)? ?"
)
_LOWER = re.compile(rf"{_NUMBER}(?:个?月|期)?(?:-|~|到|至| to | or )$")
_EACH = r"(?:每个?(?:月|周|星期|礼拜)|个个月|月(?=[还缴供付交]))"
_THINGS = r"(?:install?ments?|payments?|pmts?|repayments?|parts?|chunks|goes|bits|portions|pieces)"
_CHINESE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![第每哪这那嗰呢下上某]){_NUMBER} ?个?期(?!限|间|望|待|货|末|中)",
        rf"{_SPLIT}{_NUMBER}(?:次|笔|份|回|转|段|期)",
        rf"{_SPLIT}{_NUMBER}个?(?P<period>月|星期|礼拜|周|年)(?P<more>(?<=年)半)?",
        rf"{_SPLIT}(?P<period>年)(?P<more>半)",
        rf"{_SPLIT} ?{_NUMBER} ?个? ?{_THINGS}(?![a-z])",
        rf"{_SPLIT} ?{_NUMBER} ?个? ?(?P<period>months?|weeks?|years?)(?![a-z])",
        rf"{_SPLIT}(?P<half>半)(?P<period>年)",
        rf"(?<![每第]){_NUMBER}(?:个(?P<period>月)|(?P<yearly>年))(?:的|嘅)?分期",
        r"(?P<half>半)(?P<period>年)(?:的|嘅)?分期",
        rf"{_NUMBER}(?=(?:或者?|还是|、|/|or){ANY}期)",
        rf"(?<![近去这前]){_NUMBER}个(?P<period>月)(?=;? ?每个?月)",
        (
            rf"{_EACH}[^.!?]{{0,14}}?[还供俾畀付交缴摊](?:够|满|足)?"
            rf"{_NUMBER}个?(?P<period>月|年|周|星期|礼拜)(?![前后初底内])"
        ),
        rf"{_EACH}[^.!?]{{0,14}}? for (?:the next )?{_NUMBER} ?(?P<period>months?|weeks?)(?![a-z])",
        rf"(?<=[#=元蚊块]) ?/ ?{_NUMBER}个(?P<period>月)",
        rf"{_EACH}[^.!?]{{0,14}}?[还供俾畀付交缴摊](?:够|满|足)?(?P<half>半)(?P<period>年)",
        rf"分{_NUMBER}(?=$|[ ;,.!?吧行得可])",
    )
)
_PERIOD = r"[ -]?(?P<period>months?|mths?|mos?|weeks?|wks?|fortnights?|years?|yrs?)(?![a-z])"
_SPREAD = (
    r"(?<![a-z])(?:over|across|(?:split|spread|divide|break|pay|repay|clear)"
    r"(?: (?:it|this|that|the (?:balance|amount|debt|payment|arrears|bill|rest)))?"
    r"(?: (?:off|up|out|down))?(?: evenly)? (?:in|into|over|by|across))"
    r"(?: (?:like|maybe|about|the next|a period of|say))?"
)
_KIND = r"(?:(?:more|equal|smaller|easy|even|small|separate) )*"
_ADVERB = r"(?:(?P<period>monthly|weekly|fortnightly) )?"
_OFTEN = (
    r"(?:(?:a|per|each|every|/) ?(?P<period>month|week|fortnight)"
    r"|(?P<adverb>monthly|weekly|fortnightly))"
)
_ENGLISH = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"(?:{_SPREAD} )?"
            rf"(?<!last )(?<!past )(?<!miss )(?<!missed )(?<!previous ){_NUMBER}[ -]?"
            rf"{_KIND}{_ADVERB}{_KIND}{_THINGS}"
            r"(?![a-z]| (?:behind|late|overdue|missed|in a row|left|ago))"
        ),
        rf"(?:split|divide|cut)(?: (?:it|this|that))? {_NUMBER} ways",
        rf"(?P<times>months?)(?![a-z])[^.;#]{{0,30}} (?:make it|more like) {_NUMBER}(?=$|[ ,;.!?])",
        rf"(?<![$£€¥]){_NUMBER} ?(?P<times>[x×*]) ?(?=[$£€¥]?#)",
        rf"(?<=[#=]) ?(?P<times>[x×*]) ?{_NUMBER}(?=$|[ ;,.!?个期])",
        rf"{_SPREAD} (?:{_NUMBER}|an?){_PERIOD}(?P<more> and a half)?",
        (
            rf"{_SPREAD}(?P<times>) {_NUMBER}(?! ?(?:days?|weeks?|months?)(?![a-z]))"
            r"(?: (?:times|ways))?(?![a-z])"
        ),
        (
            rf"{_NUMBER}{_PERIOD}[ -](?:payment |repayment )?(?:plan|install?ments?|"
            r"arrangement|schedule)"
        ),
        rf"{_NUMBER} ?(?P<period>months?|weeks?) (?:at|of) (?=[$£€]?#)",
        rf"{_OFTEN},? (?:for|over) (?:the next |an? )?(?:{_NUMBER} )?(?P<yearly>years?)(?![a-z])",
        (
            rf"{_OFTEN},? (?:for|over) (?:the next )?{_NUMBER} ?(?:months?|weeks?|fortnights?|"
            r"mths?)(?![a-z])"
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


def find_counts(text: NumberedText) -> Iterator[Mention]:
    """Numbers of installments; an ordinal (第3期) is none."""
    patterns = (*(_CHINESE if text.has_chinese else ()), *(_ENGLISH if text.has_english else ()))
    for pattern in patterns:
        for match in pattern.finditer(text.shape):
            if mention := _read(text, match):
                yield mention


def _read(text: NumberedText, match: re.Match[str]) -> Mention | None:
    groups = match.groupdict()
    period = groups.get("period") or groups.get("yearly") or groups.get("adverb") or ""
    years = bool(groups.get("yearly")) or period.startswith(_PER_YEAR)
    number = text.number(match) if groups.get("number") else None
    value = Decimal("0.5") if groups.get("half") else number.value if number else Decimal(1)
    value += Decimal("0.5") if groups.get("more") else 0
    value *= 12 if years else 1
    most = _MOST_TIMES if groups.get("times") is not None else _MOST
    if value != int(value) or not 2 <= value <= most:
        return None
    frequency = _FREQUENCIES.get(period[:1]) or _FREQUENCIES.get(period[:2])
    rule = "years_of_months" if years else number.rule if number else None
    count = {"value": int(value), "frequency": frequency}
    start = match.start("number" if number else "half") if _is_apart(match) else match.start()
    if number and (lower := _LOWER.search(text.shape, 0, match.start("number"))):
        low = text.number(lower)
        if low and 2 <= low.value < number.value and low.value == int(low.value):
            start, rule = min(start, lower.start()), "range_lower"
            count["value"] = int(low.value) * (12 if years else 1)
    return Mention("count", count, start, match.end(), rule)


def _is_apart(match: re.Match[str]) -> bool:
    """每月还500，还6个月: between the two stands an amount of its own."""
    return match[0].startswith(("每", "个个", "月", "month", "/", " /"))
