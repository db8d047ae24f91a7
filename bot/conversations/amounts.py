"""Amounts of money: {"value": "3500.00", "currency": "CNY"}, or null where none is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from .currencies import SIGN, UNIT, currency_of
from .mentions import Mention, Value
from .numbered_text import NumberedText
from .numerals import ARABIC, WORDS, Number, read_number

CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 12
_SMALLEST, _SMALLEST_BARE = 10, 100
"""Below them a number is no money, after a word that speaks of money and without one."""

_SIGN = re.compile(rf"(?<![a-z]){SIGN} ?$")
_UNIT = re.compile(
    r"(?P<more>多|来|余|几|"
    rf"\+)?个? ?(?P<unit>{UNIT})(?P<tenths>[0-9](?![0-9天日个期月号百千万年周])"
    r"|[零一二三四五六七八九](?=$|[^一-龥]|[毛角])|[二三四五六七八九](?![个期号月天日年周次笔百千万十点分折成份样直起下些星礼])|半)?"
    r"(?:[毛角](?P<hundredths>[0-9零一二三四五六七八九])?分?)?"
)
_JOINS_RANGE = re.compile(
    rf" ?(?P<unit>{UNIT})? ?(?:-|~|到|至|to|or|maybe|perhaps|或者|或)(?: (?:maybe|even))? ?"
    rf"(?:{SIGN} ?)?| and (?:{SIGN} ?)?|"
)
_WENT_FROM = re.compile(
    rf"(?:went|gone|up|down|chang\w+|rose|jump\w+|cut|increas\w+) from (?:{SIGN} ?)?$"
)
_BETWEEN = re.compile(rf"between (?:{SIGN} ?)?$")
_IDIOM = re.compile(
    r"[加在放]一块(?!钱)|(?:块钱?|元|蚊)[都也](?:没|冇|拿不|出不|唔)|"
    r"一块(?![钱的还吧呢半零一二三四五六七八九])(?=[一-龥])"
)
"""加一块 is together, 一块钱都没有 nothing."""

_NOT_MONEY = re.compile(
    r"(?!多一?点) ?(?:多|来|几)?(?:个(?!人)|期|次|笔|天|日|号|月(?![底初末尾中])|年(?!终)|"
    r"周|星期|礼拜|"
    r"拜[一二三四五六日]|小时|钟|点|分钟|秒|岁|人|名|位|家|张|条|封|通"
    r"|遍|回|楼|层|室|栋|%|成|折|倍|公里|米|斤|集|单|份|种|样|步|套|件"
    r"|口人|只[猫狗]|台|辆|间|几年|后|开头|打头|结尾|号段"
    r"|[/:-][0-9]|\.[0-9]"
    r"| [a-z]+ (?:street|road|avenue|lane|drive|close)(?![a-z])"
    r"|(?:st|nd|rd|th|a\.?m|p\.?m|credit|cents?|pence|days?|weeks?|wks?|months?|mths?|"
    r"mos?|years?|yrs?|"
    r"hours?|hrs?|(?:an|per) hour|mins?|minutes?|fortnights?"
    r"|times|people|kids?|child(?:ren)?|percent|per cent|pct|installments?|instalments?|"
    r"(?:monthly|weekly) (?:install?ments?|payments?|pmts?)|payments?|parts|ways"
    r"|goes|chunks|jobs?|calls?|messages?|texts?|emails?|loans?|cards?|km|kg|miles|"
    r"years? old|of (?:us|them|my)|beds?|bedrooms?"
    r"|o'?clock|more|or)(?![a-z]))"
)
_FILLER = (
    r"(?: (?:only|just|about|around|roughly|maybe|perhaps|like|you|u|them|it|up to|"
    r"at least|at most|exactly|back|another|a"
    r"|other|remaining|approx|off|least|most|the|max|say|probably|for|is|to|of|with|between)){0,3}"
)
_MONEY_BEFORE = re.compile(
    r"(?:[还付交给转打存缴供凑拿出扣收欠借剩有得赚俾比畀找赔先能只为是要到少了每再仲用](?:款|"
    r"钱|上|个月|期|次|多|住|返|我|你|您|佢|咗|左|番|个|最多|大概|约|大约|差不多|起码|"
    r"至少|只){0,2}"
    r"|最多|大概|大约|差不多|起码|至少|一共|总共|仅|不够|月供|工资|薪水|收入|人工|罚息|"
    r"[费租薪款额息账债金])[:;]? ?$"
    r"|(?<![a-z])(?:pay(?:ing)?|paid|send|sent|transfer(?:red)?|give|afford|do|manage|"
    r"owe[sd]?|take|took|taken|charged?|put|deposit"
    r"|have|had|got|spare|make|offer|expecting|says?|said|added|by|promised|scrape|settle|"
    r"only|about|around|just|maybe|"
    r"at least|up to|than|another|left|start(?:ing)? with|one of|earn|borrow(?:ed)?|lend|and"
    r"|fee|balance|amount|install?ments? of|pmts? of|payments? of|parts of|(?:months|weeks|"
    rf"payments|install?ments) at|x){_FILLER} $"
)
_MONEY_AFTER = re.compile(
    r" (?:(?:a|per) (?:month|week|fortnight)|each|every|on (?:the )?(?:[0-9]{1,2}(?:st|nd|rd|th)|"
    r"mon|tue|wed|thu|fri|sat|sun)[a-z]*|now|today|tonight|tomorrow|up ?front|down"
    r"|(?:this|next) (?:week|month|[a-z]+day))(?![a-z]) ?|/(?:month|week|mo(?![a-z]))|"
    r" monthly| weekly"
)
_SPELLED = re.compile(r"[零一二三四五六七八九]{2,}")
_DECIMALS = re.compile(r"\.[0-9]{2}$")
_CENTS = re.compile(rf" (?:and )?(?P<cents>{ARABIC}|{WORDS}) ?(?:cents?|pence|p)(?![a-z])")
_SLANG_VALUES = {"旧": 100, "嚿": 100, "皮": 10_000}
_SLANG = re.compile(r"(嚿|旧(?=半?水)|皮)(?P<half>半)?水?(?:嘢)?(?![夹肤包])")
_LOOK_BACK = 40


def find_amounts(text: NumberedText, *, currency: str) -> Iterator[Mention]:
    """Amounts; `currency` is what 块, 元 and a dollar sign mean to this borrower."""
    reader = _Reader(text.folded, currency)
    figures = [Figure(start, end, number) for start, (end, number) in text.numbers.items()]
    position = 0
    for figure, following in zip(figures, [*figures[1:], None], strict=False):
        if figure.start < position:
            continue
        span = _range(text.folded, figure, following)
        mention = (span and reader.read(span)) or reader.read(figure)
        if mention:
            position = mention.end
            yield mention


class Figure(NamedTuple):
    """A number or a range of numbers in the text."""

    start: int
    end: int
    number: Number


def _range(text: str, low: Figure, high: Figure | None) -> Figure | None:
    joint = high and _JOINS_RANGE.fullmatch(text, low.end, high.start)
    if high is None or joint is None:
        return None
    if "to" in joint[0] and _WENT_FROM.search(text, 0, low.start):
        return None
    if joint[0].startswith(" and ") and not _BETWEEN.search(text, 0, low.start):
        return None
    value, upper = low.number.value, high.number.value
    scale = next((s for s in (10_000, 1000, 100) if upper >= s and upper % s == 0), 1)
    if value < 100 and value * scale < upper:
        value *= scale  # 2-3千
    number = Number(value, "range_lower")
    return Figure(low.start, high.end, number) if value < upper else None


class _Reader:
    """Decides which figures of one message are money."""

    def __init__(self, text: str, currency: str) -> None:
        self.text = text
        self.currency = currency

    def read(self, figure: Figure) -> Mention | None:
        (start, end, (value, rule)), code = figure, None
        if not 0 < value < _LARGEST:
            return None
        if sign := _SIGN.search(self.text, max(0, start - 5), start):
            start = sign.start()
            code = currency_of(sign.group().strip(), currency=self.currency)
        if unit := _UNIT.match(self.text, end):
            if _IDIOM.search(self.text, max(0, start - 1), unit.end() + 2):
                return None
            end = unit.end()
            code = code or currency_of(unit["unit"], currency=self.currency)
            value += _tenths(unit["tenths"]) + _tenths(unit["hundredths"]) / 10
            rule = "at_least" if unit["more"] else rule
            if (cents := _CENTS.match(self.text, end)) and (more := read_number(cents["cents"])):
                value, end = value + more.value / 100, cents.end()
        elif slang := _SLANG.match(self.text, end):
            each = _SLANG_VALUES[slang[1]]
            end, code = slang.end(), "HKD"
            value = value * each + (Decimal(each) / 2 if slang["half"] else 0)
        elif code is None and not self._is_money(figure):
            return None
        return Mention("amount", money(value, code), start, end, rule)

    def _is_money(self, figure: Figure) -> bool:
        start, end = figure.start, figure.end
        if _NOT_MONEY.match(self.text, end) or self.text.endswith("分之", 0, start):
            return False
        written = self.text[start:end]
        if written.isdigit() and len(written) > 7:
            return False
        if _DECIMALS.search(written) or figure.number.rule == "cents_follow":
            return True
        spoken_of = _MONEY_BEFORE.search(self.text, max(0, start - _LOOK_BACK), start)
        if spoken_of or _MONEY_AFTER.match(self.text, end):
            return figure.number.value >= _SMALLEST or "." in written or written.endswith("er")
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        if self.text.startswith(("ish", "odd"), end):
            after = ""
        if (
            _SPELLED.fullmatch(written)
            or figure.number.value < _SMALLEST_BARE
            or (before and before in "第#/:.-")
        ):
            return False
        return not (
            written.isascii() and (before + after).isascii() and (before + after).strip().isalnum()
        )


def _tenths(figure: str | None) -> Decimal:
    if not figure:
        return Decimal(0)
    number = read_number(figure) if figure != "半" else Number(Decimal(5))
    return number.value / 10 if number else Decimal(0)


def money(value: Decimal, currency: str | None) -> Value:
    """Rounded to the hundredth, half to even, as a string that `Decimal` reads back."""
    return {"value": str(value.quantize(CENT, ROUND_HALF_EVEN)), "currency": currency}
