"""Amounts of money: {"value": "3500.00", "currency": "CNY"}, or null where none is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from .currencies import SIGN, UNIT, currency_of
from .mentions import Mention, Value
from .numerals import NUMBER, Number, read_number

CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 12
_SMALLEST_BARE = 100
"""Below it a number with nothing beside it that speaks of money is not taken for money."""

_NUMBER = re.compile(NUMBER)
_SIGN = re.compile(rf"(?<![a-z]){SIGN} ?$")
_UNIT = re.compile(
    rf"(?P<more>多|来|余|几)?个? ?(?P<unit>{UNIT})(?P<tenths>[零一二三四五六七八九0-9半]"
    r"(?![0-9天日个期月号百千万年周]))?"
)
_JOINS_RANGE = re.compile(r" ?(?:-|~|到|至|to|or|或者|或) ?")
_NOT_MONEY = re.compile(
    r" ?(?:多|来|几)?(?:个(?!人)|期|次|笔|天|日|号|月|年|周|星期|礼拜|"
    r"拜[一二三四五六日]|小时|钟|点|分钟|秒|岁|人|名|位|家|张|条|封|通"
    r"|遍|回|楼|层|室|栋|%|成|折|倍|公里|里|米|斤|度|级|集|单|份|种|样|字|步|套|件|座|"
    r"页|口|只(?!能)|台|部|辆|间|几年|后"
    r"|[/:-][0-9]|\.[0-9]"
    r"|(?:st|nd|rd|th|a\.?m|p\.?m|days?|weeks?|wks?|months?|mths?|mos?|years?|yrs?|"
    r"hours?|hrs?|mins?|minutes?|fortnights?"
    r"|times|people|kids?|child(?:ren)?|percent|per cent|pct|installments?|instalments?|"
    r"monthly|weekly|payments?|parts|ways"
    r"|goes|chunks|jobs?|calls?|messages?|texts?|emails?|loans?|cards?|km|kg|miles|"
    r"years? old|of (?:us|them|my)|beds?|bedrooms?"
    r"|o'?clock|more|or)(?![a-z]))"
)
_FILLER = (
    r"(?: (?:only|just|about|around|roughly|maybe|perhaps|like|you|u|them|it|up to|"
    r"at least|at most|exactly|back|another|a"
    r"|approx|off|least|most|the|max|say|probably|for|is|to|of|with|in)){0,3}"
)
_MONEY_BEFORE = re.compile(
    r"(?:[还付交给转打存缴供凑拿出扣收欠借剩有得赚俾比畀找赔先能只为是要到少了每再仲用](?:款|"
    r"钱|上|个月|期|次|多|住|返|我|你|您|佢|咗|左|番|个|最多|大概|约|大约|差不多|起码|"
    r"至少|只){0,2}"
    r"|最多|大概|大约|差不多|起码|至少|一共|总共|仅|不够|月供|工资|薪水|收入|人工|罚息|"
    r"利息|手续费|滞纳金|本金|金额|还款|余额)[:;]? ?$"
    r"|(?<![a-z])(?:pay(?:ing)?|paid|send|sent|transfer(?:red)?|give|afford|do|manage|"
    r"owe[sd]?|take|took|taken|charged?|put|deposit"
    r"|have|had|got|spare|make|offer|scrape|settle|only|about|around|just|maybe|"
    r"at least|up to|than|another|left|earn|borrow(?:ed)?|lend|and"
    rf"|fee|balance|amount){_FILLER} $"
)
_LOOK_BACK = 40


def find_amounts(text: str, *, currency: str) -> Iterator[Mention]:
    """Amounts in folded text; `currency` is what 块, 元 and a dollar sign mean to this borrower."""
    position = 0
    numbers = list(_NUMBER.finditer(text))
    for index, match in enumerate(numbers):
        if match.start() < position:
            continue
        low, high = match, match
        joint = (
            _JOINS_RANGE.fullmatch(text, match.end(), numbers[index + 1].start())
            if index + 1 < len(numbers)
            else None
        )
        if joint and match.end() < joint.end():
            high = numbers[index + 1]
        mention = _read(text, low, high, currency=currency)
        if mention is None and high is not low:
            mention = _read(text, low, low, currency=currency)
        if mention is not None:
            position = mention.end
            yield mention


def _read(text: str, low: re.Match[str], high: re.Match[str], *, currency: str) -> Mention | None:
    number = _between(low.group(), high.group())
    if number is None or not 0 < number.value < _LARGEST:
        return None
    start, end, rule = low.start(), high.end(), number.rule
    value, code = number.value, None
    if sign := _SIGN.search(text, max(0, start - 5), start):
        start, code = sign.start(), currency_of(sign.group().strip(), currency=currency)
    if unit := _UNIT.match(text, end):
        end, code = unit.end(), code or currency_of(unit["unit"], currency=currency)
        value += _tenths(unit["tenths"])
        rule = "at_least" if unit["more"] else rule
    elif code is None and not _is_money(text, low, high, value):
        return None
    return Mention("amount", money(value, code), start, end, rule)


def _is_money(text: str, low: re.Match[str], high: re.Match[str], value: Decimal) -> bool:
    start, end = low.start(), high.end()
    if _NOT_MONEY.match(text, end):
        return False
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if _MONEY_BEFORE.search(text, max(0, start - _LOOK_BACK), start):
        return value >= 5 or "." in high.group()
    if (
        value < _SMALLEST_BARE
        or (before.isascii() and before.isalnum())
        or (before in "第#/:.-" and before)
    ):
        return False
    return not (after.isascii() and after.isalnum()) and len(high.group()) < 8


def _between(low: str, high: str) -> Number | None:
    last = read_number(high)
    if low == high or last is None:
        return last
    first = read_number(low)
    if first is None:
        return None
    scale = next(
        (size for size in (10_000, 1000, 100) if last.value >= size and last.value % size == 0), 1
    )
    value = (
        first.value * scale
        if first.value * scale < last.value and first.value < 100
        else first.value
    )
    return Number(value, "range_lower") if value < last.value else None


def _tenths(figure: str | None) -> Decimal:
    if not figure:
        return Decimal(0)
    number = read_number(figure) if figure != "半" else Number(Decimal(5))
    return number.value / 10 if number else Decimal(0)


def money(value: Decimal, currency: str | None) -> Value:
    """Rounded to the hundredth, half to even, as a string that `Decimal` reads back."""
    return {"value": str(value.quantize(CENT, ROUND_HALF_EVEN)), "currency": currency}
