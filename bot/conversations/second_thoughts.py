"""How a message begins that corrects an earlier one: "no, the 15th", 不是500，是400."""

from __future__ import annotations

import re

_BEGINS = re.compile(
    r"\W*(?:(?:hmm+|uh+|um+|er+|oh|ah|嗯+|呃+|哦+|啊+|唔(?=[，,、 ])|欸|诶)\W*)?(?:"
    r"(?:no|not|wait|sorry|oops|actually|i meant?|make (?:it|that)|change (?:it|that) to|rather)\b"
    r"|不是|不对|不對|不[，,、 ]|唔係|唔系|唔啱|等等|等一下|等陣|等阵|等下|我是说|我是說|我係話"
    r"|我係講"
    r"|说错|說錯|講錯|讲错|打错|打錯|更正|还是|還是|都係|都系|应该是|應該是|應該係"
    r"|改成|改为|改為|改做|改到)",
    re.IGNORECASE,
)


def is_correction(text: str) -> bool:
    return _BEGINS.match(text) is not None
