"""Values that their writer takes back: "no, not 500, 400", 不是15号是20号, from the 5th to the 9th.

What is taken back is dropped only where another value of the same kind stays, so that a denial
alone ("not 500") is still read and can be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from .mentions import Mention

_DENIED = re.compile(
    r"(?:(?:不是|并非|而非|而不是|唔系|唔係|别|不要|唔要|唔好|不用|不能|不可以|唔可以|唔得|没有|冇|"
    r"不)(?:要|再|按|是|系|说|讲|打算|想|能)?(?:够|到)?"
    r"|(?:(?<![a-z])(?:not(?! (?:until|till|before|after|later|more|less|than|only|just|by|past))"
    r"|cant|dont|cannot|no longer|instead of|rather than|scrap|ignore|forget)|n't)"
    r"(?: (?:for|on|at|by|in|it|do|pay|take|afford|manage|make|over|the|my|a|this|be|want|have))*)"
    r"(?:[分成还付俾畀扣收划转给交缴拿出延推缓在到]|延期|推迟|每期|每个?月)* ?$"
)
_MOVED = re.compile(
    r"[^.!?0-9]{0,8}[改换推挪延调转移提变拖](?:期|迟|后|前)?[到至成为去做][^;,.!?]{0,4}"
)
_FROM = re.compile(r"(?<![a-z])(?:from|off)(?: the)? ?$")
_TO = re.compile(r",? (?:over |back |out |forward )?(?:to|until) (?:the )?")
_CHANGES = re.compile(r"(?<![a-z])(?:chang|mov|switch|push|mak|shift|swap|bring|delay|reschedul)")
_SLIP = re.compile(
    r"[^#]{0,8}(?:打错|说错|写错|讲错|错了|不对|不系|哦不|噢不|唔啱|应该是|更正|我是说|我系讲|改口"
    r"|(?<![a-z])(?:sorry|oops|i mean|i meant|make (?:that|it)|no wait|wait|actually|correction"
    r"|scratch that|or rather))[^#]{0,12}"
)
_TOO_MUCH = re.compile(
    r"[^#]{0,8}(?:太[多高长贵快紧赶早大重]|[还拿付]不[起出了]|做不到|俾唔起|畀唔起|(?<!得)唔得(?!就|[的嘅]话)|"
    r"(?<!实在)(?<!如果)(?<!要是)(?<!行)不行(?!就|的话)|不够"
    r"|(?<![a-z])(?:is|are|was|'s)? ?too (?:much|long|soon|high|early|many|tight|steep)"
    r"| (?:does ?n'?t|won'?t|is no|is ?n'?t) (?:work|good|do|suit|possible|enough)(?![a-z]))"
    r"[^#]{0,24}"
)
_LOOK_BACK = 30


def without_taken_back(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, less those that the text takes back in favour of another of their kind."""
    found = _in_order(mentions)
    return _less(found, [*_denied(text, found), *_moved(text, found)])


def without_denied(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """The same, with what is only moved: "from 5 May to the 9th" says the month of both."""
    found = _in_order(mentions)
    return _less(found, _denied(text, found))


def _in_order(mentions: Iterable[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda mention: mention.start)


def _less(found: list[Mention], taken_back: list[Mention]) -> list[Mention]:
    kept = [mention for mention in found if mention not in taken_back]
    kinds = {_kind(mention) for mention in kept}
    return [mention for mention in found if mention in kept or _kind(mention) not in kinds]


def _denied(text: str, found: list[Mention]) -> list[Mention]:
    slips = [
        one
        for one, other in pairwise(found)
        if _kind(one) == _kind(other)
        and (
            _SLIP.fullmatch(text, one.end, other.start)
            or _TOO_MUCH.fullmatch(text, one.end, other.start)
        )
    ]
    return slips + [mention for mention in found if _DENIED.search(_before(text, mention))]


def _moved(text: str, found: list[Mention]) -> list[Mention]:
    """Values with another of their kind after "to", 改成 and the like."""
    return [
        one
        for one, other in pairwise(found)
        if _kind(one) == _kind(other)
        and (
            _MOVED.fullmatch(text, one.end, other.start)
            or (
                _TO.fullmatch(text, one.end, other.start)
                and _FROM.search(_before(text, one))
                and _CHANGES.search(text)
            )
        )
    ]


def _before(text: str, mention: Mention) -> str:
    return text[max(0, mention.start - _LOOK_BACK) : mention.start]


def _kind(mention: Mention) -> tuple[str, bool]:
    """A share and a sum are different kinds, and so are a date and a day to be asked about."""
    value = mention.value
    return mention.entity, isinstance(value, dict) and ("share" in value or "unresolved" in value)
