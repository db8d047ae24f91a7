"""Parts of what is owed: {"share": "0.5"}, or "all", "rest", "minimum" of what the loan says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from .mentions import Mention
from .numbered_text import ANY, NumberedText

_PLACES = Decimal("0.0001")
_CHINESE = {
    "all": (
        r"全部(?!都?是|[重唔不都删取逾挂打]|未|没)|全额|全款|全数|所有的?(?:欠款|钱|债)|"
        r"(?:一次性?|一次过|一口气|一把)地?(?:全部?)?(?:还|结|付|缴|找|供|清)[清还完掉]|一笔过"
        r"|(?<![唔未冇使])[还找清]晒佢|成笔|全(?:都|数)?还(?!是|没|未|有|在|不|得|要|能)|成数(?=找|还|俾|畀|清)|冚唪唥|晒数|一次过(?:还清|找清|清)"
    ),
    "rest": (
        r"(?:(?:剩下|其余|余下|剩低|净低|剩(?=[的嘅]))(?:嘅|的|果啲|嗰啲|部分|钱|欠款)*|剩余(?:的|部分|"
        r"欠款)+|余数|余款|尾款|尾数)"
        r"(?![那嗰这呢]|个|[0-9]|[零一二两三四五六七八九十]{1,6}(?:[个期块元千百万笔]|$)|多少|几|本金|利息|期|按)"
    ),
    "minimum": (
        r"最低(?:还款|应还|付款|应缴|缴款)?(?:金额|额度?)?|最少(?:还款额?|应缴)|(?<![a-z])min ?pay"
    ),
    "0.5": r"一半|半数|对半",
}
_ENGLISH = {
    "all": (
        r"(?:the )?(?:full|whole|entire) (?:amount|balance|thing|lot|sum|debt|loan)|in full"
        r"|(?:pay|clear|settle|paid)(?: off)? (?:it |them |that )?(?:off )?"
        r"(?:all(?! (?:the|my|your|our|these|those|of (?:the|my|these|those)|kinds))|everything|"
        r"the lot)"
        r"(?: of it| off)?|all of it|everything i owe|the lot(?! of (?:you|them))|"
        r"all (?:that )?i owe"
    ),
    "rest": (
        r"the (?:rest|remainder|remaining(?: (?:amount|balance|half|bit|part)|(?= (?:by|on|in|"
        r"at|next|later)(?![a-z]))|(?=$)))(?: of it)?(?! of )"
        r"|rest(?= ?[\u4e00-\u9fff])"
    ),
    "minimum": r"(?:the )?(?:bare )?(?:minimum|min)(?: (?:amount|payment|due|repayment))?",
    "0.5": (
        r"(?:a )?half(?: of)?(?: it| that| the (?:amount|balance|debt))?"
        r"(?!-| an? | ?[0-9]| (?:month|year|day|hour|term|price|way|past|asleep|dead|my|pay)"
        r"| the (?!amount|balance|debt|bill|arrears)"
        r"|[ -](?:a )?(?:grand|thousand|hundred|k\b))"
    ),
}


def _named(table: dict[str, str], start: str = "", end: str = "") -> re.Pattern[str]:
    groups = (f"(?P<_{index}>{pattern})" for index, pattern in enumerate(table.values()))
    return re.compile(f"{start}(?:{'|'.join(groups)}){end}")


_NAMES = tuple(_CHINESE)
_IN_CHINESE = _named(_CHINESE)
_IN_ENGLISH = _named(_ENGLISH, r"(?<![a-z])", r"(?![a-z])")
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_FRACTION = re.compile(
    rf"(?P<below>{ANY})(?:[分份]之|份)(?P<above>{ANY})"
    rf"|(?P<tenths>{ANY})成(?![年功本立员为交人长天日绩了熟婚家都份])"
    rf"|(?<![#=/.])(?P<top>#)/(?P<bottom>#)(?=$|[ ,;!?]|of|的|先|now)"
    rf"|(?<![a-z])(?:an?|(?P<many>{ANY})) (?P<part>third|quarter|fifth|tenth)s?"
    r"(?= (?:of|now|first|today|tomorrow|tonight|on|by|next|this|in|later|then|and|up ?front|down)"
    r"(?![a-z])|[,.;!?]|$)"
    r"|(?<![a-z])(?P<part2>third|quarter) of (?=it|the|my|what)"
)
_PERCENT = re.compile(rf"(?P<figure>{ANY}) ?(?:%|percent|per cent|pct)|百分之(?P<words>{ANY})")
_PAID_BEFORE = re.compile(
    r"(?:[还付交给转缴畀俾]|(?<![a-z])(?:pay|paying|do|afford|manage|send|give|accept|offer|take|"
    r"settle)(?![a-z]))[^;,.!?]{0,12}$"
)
_OWED_AFTER = re.compile(
    r" ?(?:of (?:it|what|the|my)|的?(?:欠款|本金|债|账单|余额)|now|today|tonight|tomorrow|"
    r"on the|by|先|upfront|first|行|"
    r"可以|ok|得唔得|我?(?:可以|能|就|先)?一次(?:性|过)?[给还付缴交俾畀]|"
    r"我(?:可以|能|就|先)?[给还付缴交俾畀](?!不|唔)"
    r"|is (?:all|what|the most|as much as)(?: that)? (?:i|we)(?![a-z]))"
)
_OF_INCOME = re.compile(r"(?:薪|工资|收入|人工|粮|客人?|生意|订单|业绩|底薪)[^;,.!?]{0,5}$")
_A_RATE = re.compile(
    r"(?:利率|利息|年化|日息|月息|费率|apr|interest|rate|fee|折扣|打折|减|涨|off)[^;.!?]{0,6}$"
)


def find_shares(text: NumberedText) -> Iterator[Mention]:
    """Shares; a percentage is one where it is paid, none where it is a rate."""
    patterns = (_IN_CHINESE,) * text.has_chinese + (_IN_ENGLISH,) * text.has_english
    for pattern in patterns:
        for match in pattern.finditer(text.folded):
            share = _NAMES[int(str(match.lastgroup)[1:])]
            if share == "0.5" and _OF_INCOME.search(text.folded, 0, match.start()):
                continue
            yield Mention("amount", {"share": share}, *match.span())
    for match in _FRACTION.finditer(text.shape):
        share_of = _fraction(text, match)
        if 0 < share_of < 1:
            yield Mention("amount", {"share": _decimal(share_of)}, *match.span())
    for match in _PERCENT.finditer(text.shape):
        number = text.number(match, "figure" if match["figure"] else "words")
        if number and 0 < number.value <= 100 and _is_paid(text.folded, match):
            yield Mention("amount", {"share": _decimal(number.value / 100)}, *match.span())


def _is_paid(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 20) : match.start()]
    if _A_RATE.search(before):
        return False
    alone = len(text.strip(" ;.!?吧啊")) <= match.end() - match.start()
    return alone or bool(_PAID_BEFORE.search(before) or _OWED_AFTER.match(text, match.end()))


def _fraction(text: NumberedText, match: re.Match[str]) -> Decimal:
    if match["part2"]:
        return Decimal(1) / _PARTS[match["part2"]]
    if match["part"]:
        many = text.number(match, "many")
        return (many.value if many else Decimal(1)) / _PARTS[match["part"]]
    if match["tenths"]:
        tenths = text.number(match, "tenths")
        return tenths.value / 10 if tenths else Decimal(0)
    above = text.number(match, "above" if match["above"] else "top")
    below = text.number(match, "below" if match["below"] else "bottom")
    return above.value / below.value if above and below and below.value else Decimal(0)


def _decimal(value: Decimal) -> str:
    return f"{value.quantize(_PLACES, ROUND_HALF_EVEN).normalize():f}"
