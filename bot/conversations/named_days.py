"""Days that have a name; payday and the lunar feasts are left to be asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .mentions import Mention

_FIXED = {
    (1, 1): r"元旦|new year'?s day|new years?(?! eve)(?=$|[ ,.])",
    (5, 1): r"五一(?!百)|劳动节|may day",
    (10, 1): r"国庆(?:节)?(?!后)|十一(?:黄金周|长假|假期)",
    (10, 10): r"双十节?(?!一)",
    (11, 11): r"双十一",
    (12, 12): r"双十二",
    (12, 24): r"圣诞前夕|平安夜|christmas eve",
    (12, 25): r"圣诞(?:节)?(?!前夕)|christmas(?! eve)|xmas",
    (12, 31): r"new year'?s eve|除夕夜?(?=12月)",
}
_UNRESOLVED = {
    "payday": (
        r"(?:下个?月)?(?:等)?(?:我)?(?:公司)?(?:发|领|出|拿|收到?)(?:了|到|完)?(?:工资|"
        r"薪水?|粮|人工|工钱)(?:那天|那日|嗰日|当天|的时候|时|日|之后|以后|后|咗)?|"
        r"工资(?:发下来|到账|下来|到手|一?到|发了?|结了)|薪水(?:下来|进来|入账|到)|粮期|"
        r"发薪日|出粮日|发饷|领薪日|人工到手"
        r"|(?<![a-z])(?:next )?pay ?day(?! loan)|(?<![a-z])(?:when|once|after|till|"
        r"until|as soon as) (?:i|my)(?: get| am| are| have been|'m|'ve been)? (?:paid|"
        r"pay(?:check|cheque)?|wages?|salary)(?: (?:comes?|lands?|is|gets?|hits?|"
        r"goes)(?: in| through| paid)?)?|(?<![a-z])(?:my )?(?:next )?(?:pay ?check|"
        r"pay ?cheque|salary|wages?) (?:comes?|lands?|arrives?|hits?|goes|is paid|"
        r"gets paid)(?: in| through)?|next pay ?(?:check|cheque)"
    ),
    "bonus": (
        r"年终奖|年终(?:奖金)?(?:发|下来)|发奖金|花红|双粮|(?<![a-z])(?:my |"
        r"the )?bonus (?:comes?|lands?|is paid|arrives?)"
    ),
    "lunar_new_year": (
        r"过年|春节|农历年|大年(?:初|三十)|年(?:前|后|三十)(?![0-9])|旧历年|过完年|开年|"
        r"chinese new year|lunar new year|cny(?= )(?! ?[0-9])"
    ),
    "mid_autumn": r"中秋(?:节)?|mid-?autumn",
    "dragon_boat": r"端午(?:节)?|dragon boat",
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


def find_named_days(text: str, *, as_of: date) -> Iterator[Mention]:
    """Named days in folded text: the fixed ones from `as_of` on, others as {"unresolved": name}."""
    for match in _FIXED_PATTERN.finditer(text):
        month, day = _FIXED_DAYS[int(str(match.lastgroup)[1:])]
        found = date(as_of.year, month, day)
        found = found if found >= as_of else date(as_of.year + 1, month, day)
        yield Mention("date", found.isoformat(), match.start(), match.end(), "named_day")
    for match in _UNRESOLVED_PATTERN.finditer(text):
        yield Mention("date", {"unresolved": str(match.lastgroup)}, match.start(), match.end())
