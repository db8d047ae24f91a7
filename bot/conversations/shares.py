"""Parts of what is owed: {"share": "0.5"}, or "all", "rest", "minimum" of what the loan says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from .mentions import Mention
from .numerals import ARABIC, MIXED, SHORT, read_number

_PLACES = Decimal("0.0001")
_NAMED = {
    "all": (
        r"全部(?!都?是)|全额|全款|全数|所有(?:的)?(?:欠款|钱|债)|一次性?(?:还清|结清|"
        r"付清|清还)|一笔过|成笔|冚唪唥|晒数|一次过(?:还清|找清|清)"
        r"|(?<![a-z])(?:(?:the )?(?:full|whole|entire|total) (?:amount|balance|thing|"
        r"lot|sum|debt|loan)|in full"
        r"|(?:pay|clear|settle|paid) (?:it |them |everything |that )?(?:all|everything|"
        r"the lot|in full)(?: of it| off)?"
        r"|all of it|everything i owe|the lot|all (?:that )?i owe)(?![a-z])"
    ),
    "rest": (
        r"(?:剩下|剩余|其余|余下|余数|剩低|净低|淨低|余款|尾款|尾数|剩)(?:嘅|的|果啲|"
        r"嗰啲|部分|钱|欠款)*(?=[^0-9一二三四五六七八九十个]|$)"
        r"|(?<![a-z])(?:the )?(?:rest|remainder|remaining(?: (?:amount|"
        r"balance))?)(?: of it)?(?![a-z])"
    ),
    "minimum": (
        r"最低(?:还款额?|额度?|应还|金额|付款额?|应缴|缴款)?(?:金额|额)?|最少(?:还款额?|"
        r"应缴)|min ?pay|mp"
        r"|(?<![a-z])(?:the )?(?:bare )?(?:minimum|min)(?: (?:amount|payment|due|"
        r"repayment))?(?![a-z])"
    ),
    "0.5": (
        r"一半|半数|对半|一大?半|(?<![a-z])(?:a |one )?half(?: of)?(?: it| that|"
        r" the (?:amount|balance|debt))?(?![a-z])(?!-| an? | (?:month|year|day|hour|term|"
        r"price|way|past|asleep|dead|my)|[ -](?:a )?(?:grand|thousand|hundred|k\b))"
    ),
}
_NAMED_PATTERN = re.compile(
    "|".join(f"(?P<_{index}>{pattern})" for index, pattern in enumerate(_NAMED.values()))
)
_NAMES = tuple(_NAMED)
_ENGLISH_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_FRACTION = re.compile(
    rf"(?P<below>{SHORT})分之(?P<above>{SHORT})|(?P<tenths>{SHORT})成(?!年|功|本|立|员|"
    r"为|交|人|长|天|日|绩|了|熟|婚|家|都|份)"
    r"|(?<![0-9/])(?P<top>[1-9])/(?P<bottom>[2-9])(?= ?(?:of|的|先|now|$))"
    r"|(?<![a-z])(?P<many>an?|one|two|three|four) (?P<part>third|quarter|fifth|"
    r"tenth)s?(?= (?:of|now|first|today)|[,.;!?]|$)"
)
_PERCENT = re.compile(rf"(?P<figure>{ARABIC}) ?(?:%|percent|per cent|pct)|百分之(?P<words>{MIXED})")
_OF_WHAT_IS_OWED = re.compile(
    r"(?:[还付交给转缴畀俾]|(?<![a-z])(?:pay|paying|do|afford|manage|send|give|"
    r"settle))[^;,.!?]{0,12}$"
)
_FOLLOWED_BY_OWED = re.compile(
    r" ?(?:of (?:it|what|the|my)|的?(?:欠款|本金|债|账单|余额)|now|先|upfront|first|行|"
    r"可以|ok|得唔得)"
)
_A_RATE = re.compile(
    r"(?:利率|利息|年化|日息|月息|费率|apr|interest|rate|fee|折扣|打折|减|涨|off)[^;.!?]{0,6}$"
)


def find_shares(text: str) -> Iterator[Mention]:
    """Shares in folded text; a percentage is one where it is paid, none where it is a rate."""
    for match in _NAMED_PATTERN.finditer(text):
        name = _NAMES[int(str(match.lastgroup)[1:])]
        yield Mention("amount", {"share": name}, match.start(), match.end())
    for match in _FRACTION.finditer(text):
        if share := _fraction(match):
            yield Mention("amount", {"share": share}, match.start(), match.end())
    for match in _PERCENT.finditer(text):
        number = read_number(match["figure"] or match["words"])
        if number and 0 < number.value <= 100 and _is_paid(text, match):
            yield Mention(
                "amount", {"share": _decimal(number.value / 100)}, match.start(), match.end()
            )


def _is_paid(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 20) : match.start()]
    if _A_RATE.search(before):
        return False
    alone = match.group().strip() == text.strip(" ;.!?吧啊")
    return alone or bool(
        _OF_WHAT_IS_OWED.search(before) or _FOLLOWED_BY_OWED.match(text, match.end())
    )


def _fraction(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    if groups["part"]:
        many = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}[groups["many"]]
        top, bottom = Decimal(many), Decimal(_ENGLISH_PARTS[groups["part"]])
    elif groups["tenths"]:
        tenths = read_number(groups["tenths"])
        top, bottom = (tenths.value if tenths else Decimal(0)), Decimal(10)
    else:
        above, below = (
            read_number(groups["above"] or groups["top"]),
            read_number(groups["below"] or groups["bottom"]),
        )
        top, bottom = (above.value, below.value) if above and below else (Decimal(0), Decimal(1))
    return _decimal(top / bottom) if 0 < top < bottom else None


def _decimal(value: Decimal) -> str:
    return str(value.quantize(_PLACES, ROUND_HALF_EVEN).normalize())
