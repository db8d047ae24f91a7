"""Days that have a name; payday and the lunar feasts are left to be asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .mentions import Mention

_FIXED = {
    (1, 1): r"元旦|new year'?s day|new years?(?! eve)(?=$|[ ,.])",
    (2, 14): r"(?<!七夕)情人节|valentine'?s?(?: day)?",
    (3, 8): r"妇女节|三八节|women'?s day",
    (6, 1): r"六一(?=儿童节|节|[之以]?[前后])|儿童节",
    (6, 18): r"六一八|(?<![0-9.])618(?=大促|活动|[之以]?[前后])",
    (10, 31): r"万圣节|halloween",
    (11, 5): r"bonfire night",
    (12, 26): r"boxing day",
    (5, 1): r"(?<![百千万零十0-9])五一(?!百)|劳动节|may day",
    (
        10,
        1,
    ): r"国庆(?:节)?|(?<![百千万])十一(?=黄金周|长假|假期|放假|回来|[之以]?[前后](?![个期月]))",
    (10, 10): r"双十节?(?![一二])",
    (11, 11): r"双(?:十一|11)",
    (12, 12): r"双(?:十二|12)",
    (12, 24): r"圣诞前夕|平安夜|christmas eve",
    (12, 25): r"圣诞(?:节)?(?!前夕)|christmas(?! eve)|xmas",
    (12, 31): r"new year'?s eve|除夕夜?(?=12月)",
}
_UNRESOLVED = {
    "payday": (
        r"(?:下个?月)?(?:等)?我?(?<![不没未冇唔迟欠拖])(?:发|领|出|拿|收到?)(?:了|到|完|咗)?"
        r"(?:工资|薪水?|粮|人工|工钱)(?!户口|卡|账户|单|戶口|不|唔|少)"
        r"(?:那天|那日|嗰日|嗰朝|day|当天|当日|的时候|时|日|之后|以后|后)?"
        r"|(?:收|攞|拿|领)(?:到|咗|了)[^,;.!?]{0,4}(?:人工|工资|薪水|粮)"
        r"|(?:工资|薪水)(?:发下来|到账|下来|到手|进来|入账|一?到(?!底)|结了)(?:后|之后|以后)?"
        r"|粮期|发薪日|出粮日|发饷日?|领薪日|人工到手|发薪(?!资)"
        r"|(?<![a-z])(?:next )?pay ?day(?! loan)"
        r"|(?<![a-z])(?:when|once|after|till|until|til|as soon as) (?:i|we)(?: get|'m| am|"
        r"'ve been| have been) paid"
        r"|(?<![a-z])(?:when|once|after|till|until|til|as soon as) my (?:pay(?:check|"
        r"cheque)?|wages?|salary)"
        r"(?: (?:comes?|lands?|is|gets?|hits?|goes)(?: in| through| paid)?)?"
        r"|(?<![a-z])(?:when|once|after|till|until|til|as soon as) my (?:benefits?|pension|uc|giro|"
        r"universal credit|disability|social security) (?:comes?|lands?|is|gets?|hits?|goes|"
        r"arrives?)"
        r"(?: in| through| paid)?"
        r"|(?<![a-z])(?:my )?(?:next )?(?:pay ?che(?:ck|que)|salary|wages?)"
        r" (?:comes?|lands?|arrives?|hits?|goes|gets paid)(?: in| through)?|next pay ?che(?:ck|que)"
    ),
    "bonus": (
        r"(?:等|派|出|发|拿|收|领|有)(?:到|咗|了)?(?:花红|双粮|年终奖?金?|奖金)(?:之后|以后|后)?"
        r"|(?:花红|双粮|年终奖?金?|奖金)(?:发|下|落|出|到|派|后|之后|先|再)(?:了|来|咗|嚟)?"
        r"|(?:等|有|出|派|收)[^;,.!?]{0,2}bonus|bonus(?:到|落|发|出|派)"
        r"|(?<![a-z])(?:my |the )?bonus (?:comes?|lands?|is paid|arrives?)"
    ),
    "lunar_new_year": (
        r"过年|春节|农历年|大?年初[一二三四五六七八九十](?!月)|大年(?:初|三十)|除夕|年三十|年廿|"
        r"(?<![0-9零一二两三四五六七八九十半几多百今明去整])年(?:前|后|三十)(?![0-9])|"
        r"旧历年|过完年|开年|"
        r"chinese new year|lunar new year|cny(?= )(?! ?[0-9])"
    ),
    "lunar_date": (
        r"(?:农历|阴历|旧历|老历)(?!新?年)(?:[正冬腊0-9一二三四五六七八九十]{1,3}月)?"
        r"(?:初?[0-9一二三四五六七八九十廿]{1,3}[号日]?)?"
        r"|(?:[正冬腊]|[一二三四五六七八九十]{1,2})月初[一二三四五六七八九十](?!号)|[正腊]月(?:里|底|份)?"
        r"|(?<![月年])初[一二三四五六七八九十](?![个笔期二三])"
    ),
    "mid_autumn": r"中秋(?:节)?|mid-?autumn",
    "dragon_boat": r"端午(?:节)?|dragon boat",
    "lantern_festival": r"元宵(?:节)?|lantern festival",
    "double_ninth": r"重阳(?:节)?",
    "winter_solstice": r"冬至|做冬",
    "thanksgiving": r"感恩节|(?<![a-z])thanksgiving|black friday",
    "bank_holiday": (
        r"(?<![a-z])(?:(?:may |august |spring |summer )?bank holiday|labou?r day|memorial day|"
        r"(?:mother|father)'?s day)|母亲节|父亲节"
    ),
    "qingming": r"清明(?:节)?",
    "easter": r"复活节|(?<![a-z])easter",
}
_FIXED_PATTERN = re.compile(
    "|".join(f"(?P<_{index}>(?<![a-z])(?:{words}))" for index, words in enumerate(_FIXED.values()))
)
_FIXED_DAYS = tuple(_FIXED)
_UNRESOLVED_PATTERN = re.compile(
    "|".join(f"(?P<{name}>{words})" for name, words in _UNRESOLVED.items())
)


def find_fixed_days(text: str, *, as_of: date) -> Iterator[Mention]:
    """Named days of the calendar in folded text, from `as_of` on."""
    for match in _FIXED_PATTERN.finditer(text):
        month, day = _FIXED_DAYS[int(str(match.lastgroup)[1:])]
        found = date(as_of.year, month, day)
        found = found if found >= as_of else date(as_of.year + 1, month, day)
        yield Mention("date", found.isoformat(), *match.span(), "named_day")


def find_unresolved_days(text: str) -> Iterator[Mention]:
    """Days in folded text that only the borrower knows, or a lunar calendar."""
    for match in _UNRESOLVED_PATTERN.finditer(text):
        yield Mention("date", {"unresolved": str(match.lastgroup)}, *match.span())
