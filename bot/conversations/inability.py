"""Whether words say that somebody cannot pay and nothing else: 还不了款, "I cannot pay now"."""

from __future__ import annotations

import re

from .folding import fold

_CHINESE = (
    r"(?:我们?|我哋|但是?|所以|因为|现在|而家|依家|目前|暂时|最近|真的|真系|实在|确实|根本|完全|可能|恐怕|已经|又|都|就|也"
    r"|这个?月|今个?月|呢个?月|这一?期|今期|呢期|这次|今次|想还也|想还都)*"
    r"(?:[还交付缴供畀俾][不唔](?:了|起|上|到|出来?|出嚟|切|清|掂)"
    r"|(?:没有?|冇|无)(?:钱|能力|办法|法|力)(?:按时|准时|偿|支)?(?:还|交|付|缴|供|畀|俾)?"
    r"|(?:不能|唔可以|冇得)(?:按时|准时|如期|偿|支)*[还交付缴供])"
    r"(?:款|钱|贷款?|债|帐单?|账单?|数|这一?期|今期|呢期|这个?月的?|今个?月嘅?|给你们|俾你哋|畀你哋|住|了|啦|啊|呀|喇|嘅|的|咯|囉|啰)*"
)
_ENGLISH = (
    r"(?:(?:so|and|but|because|sorry|honestly|right now|now|currently|at the moment|this month)"
    r"\s+)*"
    r"(?:(?:i|we)(?:'?m| am|'?re| are)?\s+)?(?:(?:just|really|simply|still|currently)\s+)*"
    r"(?:(?:can'?t|cannot|can not|couldn'?t|unable to|not able to|won'?t be able to|struggling to"
    r"|no longer able to)\s+(?:pay|repay|afford|make|keep up|cover)"
    r"|(?:have|got|have got)\s+no (?:money|way to pay|means to pay))"
    r"(?:\s+(?:it|this|that|the|my|any|anything|back|you|with|loan|debt|bills?|payments?"
    r"|repayments?|instal?lments?|month|month'?s|right|now|at|moment|anymore|more|on|time|to|pay"
    r"|due|amount|today|yet))*"
)
_ONLY = re.compile(rf"\W*(?:{_CHINESE}|{_ENGLISH})\W*")


def only_says_cannot_pay(text: str) -> bool:
    return _ONLY.fullmatch(fold(text).replace("’", "'")) is not None
