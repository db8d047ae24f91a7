"""Which kind of help somebody names, and what they find too much; folded text, any language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.conversations.calendar_days import next_such_day
from bot.conversations.folding import fold
from bot.loans import OfferKind

# The first that is found counts, so the narrow ones stand first.
_KINDS: Sequence[tuple[OfferKind, re.Pattern[str]]] = (
    (
        OfferKind.DISCOUNT_SETTLEMENT,
        re.compile(
            r"(settle|close|clear|pay)\b.{0,30}\b(for less|at a discount)"
            r"|settlement (discount|offer)|discount(ed)? settlement"
            r"|(结清|还清|清数).{0,8}(打.?折|折扣|优惠|少还|减免|减啲|平啲)"
            r"|(打.?折|折扣|减免本金|减免一部分).{0,8}(结清|还清|清数)|减免本金|结清.{0,6}减"
        ),
    ),
    (
        OfferKind.INTEREST_ONLY,
        re.compile(
            r"\b(only|just)( pay)?( the)? interest\b|\binterest[- ]only\b"
            r"|(只|先|仅|净系|净)(还|付|交|缴|供|畀|俾|归还)?利息"
        ),
    ),
    (
        OfferKind.EXTENSION,
        re.compile(
            r"\b(to|at|on) the end( of the (loan|term))?\b|\bskip\b"
            r"|\bmiss (one|a|the next) (pay|inst)"
            r"|跳过|(放|挪|移|延|推|排|加)(到|去|至|在)?(最后|最尾|期末|末期)|顺延"
        ),
    ),
    (
        OfferKind.RESPREAD,
        re.compile(
            r"\b(whole|entire|full|remaining|outstanding) (loan|balance|debt|amount)\b.{0,40}"
            r"\b(spread|split|over|term|months|install?ments|re-?spread|restructur)"
            r"|\b(spread|split|restructur\w*) (out )?(the |my )?"
            r"(whole|entire|full|remaining|rest|everything|all)"
            r"|\blonger term\b|\bextend (the|my) (loan|term)\b|\brestructur"
            r"|(全部|剩余|剩下|余下|整笔|成笔|所有)(的|嘅)?"
            r"(欠款|本金|余额|贷款|款项|数|钱|金额)?.{0,8}(重新)?(分|摊)"
            r"|重新分期|债务重组|(延长|拉长)(还款)?(期限|期数|年期|贷款期)"
        ),
    ),
    (
        OfferKind.REDUCED_PAYMENTS,
        re.compile(
            r"\b(smaller|lower|reduced|less)( monthly)? (payments?|install?ments?)\b"
            r"|\b(reduce|lower) (the|my)( monthly)? (payments?|install?ments?)\b|\bpay less\b"
            r"|(降低|减少|调低|减低|少)(一点|一些|点|啲)?(的|嘅)?(月供|月付|供款|月缴|每月(还款|金额|供款))"
            r"|(月供|月付|月缴|供款)(可以|能|可唔可以|能不能)?.{0,4}(少|低|降|减)"
            r"|(几个月|一阵|段时间).{0,4}少(还|交|缴|供|付)|少(还|交|缴|供|付)(几个月|一阵|一段)"
        ),
    ),
)
_TOO_MUCH = re.compile(
    r"too (much|high|expensive)|can'?t (afford|manage|do)|cannot (afford|manage|do)|unaffordable"
    r"|太(多|高|贵|重)|还不(起|了|上)|付不(起|了)|缴不(起|了)|负担不|吃不消|受不了|(还|供|畀)唔(到|起)|俾唔(到|起)"
)
_AFFORDABLE = re.compile(
    r"\bafford|\bbudget\b|\bmanage to pay\b"
    r"|(还|负担|承担|缴|付|供|畀|俾)得起|(能|可以)(负担|承担)|负担能力|量力"
)
_BEGINNING = re.compile(
    r"\b(from|start(ing)?|begin(ning)?|as of)\b|开始|起(还|付|缴|供|算|计)?|(^|[,;。 ])(由|从)"
)
_DUE_DAY = re.compile(
    r"\bdue (day|date)|\bpayment (day|date)"
    r"|(还款|缴款|还钱|扣款|付款|供款|账单)(日|日期|时间)|每月.{0,3}号"
)
_MONTH = re.compile(
    r"\b(?P<name>jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|(?<=from )may|(?<=in )may|june?|july?"
    r"|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\b"
    r"|(?P<number>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!份?[0-9一二三四五六七八九十]+[日号])"
)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def kind_named(text: str) -> OfferKind | None:
    folded = fold(text)
    return next((kind for kind, sign in _KINDS if sign.search(folded)), None)


def names_affordability(text: str) -> bool:
    """Whether it asks what they could afford, and not only what is offered."""
    return _AFFORDABLE.search(fold(text)) is not None


def names_a_due_day(text: str) -> bool:
    return _DUE_DAY.search(fold(text)) is not None


def names_a_beginning(text: str) -> bool:
    """As in "from March" or "下个月开始": a day before which nothing can be paid."""
    return _BEGINNING.search(fold(text)) is not None


def month_named(text: str, *, as_of: date) -> date | None:
    """The first day of the month that is named without a day: this one is taken as next year's."""
    found = _MONTH.search(fold(text))
    if found is None:
        return None
    name, number = found["name"], found["number"]
    if name:
        month = _NAMES.index(name[:3]) + 1
    else:
        month = int(number) if number.isascii() else _NUMERALS.index(number) + 1
    return next_such_day(as_of, month, 1)[0]


def is_too_much(text: str, *, start: int, end: int) -> bool:
    """Whether what stands between these places says that what stood before is too much."""
    return _TOO_MUCH.search(fold(text)[start:end]) is not None
