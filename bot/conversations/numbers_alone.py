"""A number and nothing else, but for a no before it: what it means depends on the question."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from .amounts import money
from .calendar_days import next_day_of_month
from .mentions import Mention, Value
from .numbered_text import ANY, NumberedText

_NO = (
    r"(?:no|wait|sorry|actually|i mean|i meant|make it|make that|rather"
    r"|(?:不|不是|唔系)(?=[ ,;.!])|不对|唔啱|等等|等阵|改成|改为|改做"
    r"|我是说|我系话|我系讲|还是|都系|应该是|应该系)"
)
_ALONE = re.compile(rf"[ ;.,!?]*(?:{_NO}[ ;.,!?]*)*(?P<number>{ANY})[ ;.,!?吧啊喇啦]*")
_MOST_INSTALLMENTS, _LEAST_MONEY = Decimal(36), Decimal(1)
_LONG = re.compile(r"[0-9]{8}")
"""Figures of a telephone, a card or a date, too many for a number."""

_RULE = "number_alone"


def find_number_alone(
    text: NumberedText, *, as_of: date, expecting: str | None = None
) -> Mention | None:
    """The entity `expecting`, or else a count up to 36, an amount above; None for other texts."""
    match = _ALONE.fullmatch(text.shape)
    number = text.number(match) if match else None
    if match is None or number is None or _LONG.search(text.folded):
        return None
    entity = expecting or ("count" if _is_count(number.value) else "amount")
    value = _read(entity, number.value, as_of)
    start, end = match.span("number")
    return Mention(entity, value, start, end, number.rule or _RULE) if value else None


def _is_count(value: Decimal) -> bool:
    return value == int(value) and 1 < value <= _MOST_INSTALLMENTS


def _read(entity: str, value: Decimal, as_of: date) -> Value | None:
    if entity == "amount" and value >= _LEAST_MONEY:
        return money(value, None)
    if value != int(value):
        return None
    if entity == "count" and _is_count(value):
        return {"value": int(value), "frequency": None}
    if entity == "date" and 1 <= value <= 31:
        return next_day_of_month(as_of, int(value))[0].isoformat()
    if entity == "loan" and 1 <= value <= 20:
        return {"ordinal": int(value)}
    return None
