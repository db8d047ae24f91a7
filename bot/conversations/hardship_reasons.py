"""Why a borrower cannot pay, by the words for it in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import hardship_events, hardship_family, hardship_work
from .mentions import Mention
from .numbered_text import NumberedText
from .relatives import CHINESE_RELATIVE

_WORDS = (hardship_work, hardship_family, hardship_events)
_CHINESE = {
    reason: re.compile(words) for place in _WORDS for reason, words in place.CHINESE.items()
}
_ENGLISH = {
    reason: re.compile(words) for place in _WORDS for reason, words in place.ENGLISH.items()
}
_ASPECT = "咗"
_NOT_SO = re.compile(
    r"(?:没有?|不是|(?<!社)会|可能|差点|恐怕|让我|要我|并非|唔系|冇|未|别|如果|要是|万一|假如|"
    r"会不会|怕|叫我|逼我)(?:被|再|在|去|有)?$"
    r"|(?<![a-z])(?:not|never|no|if i|if i'm|if i get|if i'd|in case i|unless i|before i"
    r"|will i|could i|can i|would i|might|may) (?:been |being |be |a |get |got |in |any |have |"
    r"want to |go to |lose |end up )*$"
    r"|n't (?:been |being |a |get |got |in |any |have |want to )*$"
)
_THREATENED = re.compile(
    r"(?:要|得|去|算|抓我|把我|会|判|话)$|(?<![a-z])(?:going|go|gonna|end(?:ing)? up|"
    r"put (?:me|us|you)|"
    r"send(?:ing)? (?:me|us|you)|get|getting|be|have me|throw(?:n)?|land(?:s|ed)?)"
    r"(?: (?:to|in|me|up))*[ ]?$"
)
_ASKED = re.compile(r"[^;,.]{0,6}(?:吗|么|嘛|咩|\?)|(?: \w+){0,4} ?\?")
_FAMILY = re.compile(
    r"(?:爸爸?|妈妈?|父亲|母亲|父母|老人|孩子|小孩|儿子|女儿|老公|老婆|丈夫|妻子|媳妇|爷爷|阿爷|"
    r"奶奶|阿嫲|嫲嫲|外婆|外公|阿妈|阿爸|老豆|老窦|老母|家人|家里人|个仔|个女|囡囡|岳父|岳母|婆婆|公公|"
    r"阿嬷|阿公|先生|太太|哥哥?|弟弟?|姐姐?|妹妹?|细佬|家姐|宝宝|bb|b仔|囝|娃|老伴|另一半|双胞胎)"
    r"[^,;.!?我]{0,8}$"
    r"|(?<![a-z])(?:(?:my|our|the) )?(?:mum|mom|mother|dad|father|parents?|wife|husband|partner|"
    r"son|daughter|kids?|child|baby|gran|grandma|nan|grandad|brother|sister|twins?|toddler|boy|girl|lad|lass|folks|spouse|niece|nephew)"
    r"(?:'?s)?(?![a-z])(?! and i)[^,;.!?]{0,20}$"
)

_FAMILY_AFTER = re.compile(
    rf"(?:在[床家])?[的嘅](?:我(?:的|嘅)?)?老?{CHINESE_RELATIVE}"
    r"| (?:mum|mom|mother|dad|father|parent|wife|husband|son|daughter|kid|child|baby)"
)


def find_hardship_reasons(text: NumberedText) -> Iterator[Mention]:
    """Reasons, each once; what is denied, feared or threatened is none."""
    found: dict[str, Mention] = {}
    plain, places = _without_aspect(text.folded) if "咗" in text.folded else ("", [])
    for patterns in (_CHINESE,) * text.has_chinese + (_ENGLISH,) * text.has_english:
        for reason, pattern in patterns.items():
            mention = _first(text.folded, reason, pattern)
            if not mention and plain and (found_plain := _first(plain, reason, pattern)):
                start, end = places[found_plain.start], places[found_plain.end - 1] + 1
                mention = found_plain._replace(start=start, end=end)
            if mention:
                found.setdefault(str(mention.value), mention)
    ends: set[int] = set()
    for mention in found.values():
        if all(
            abs(end - mention.end) > 1 for end in ends
        ):  # 公司倒闭 is a job lost, not a business
            ends.add(mention.end)
            yield mention


def _without_aspect(text: str) -> tuple[str, list[int]]:
    """The text without 咗 and the like, which stand inside words (中咗风), and where it stood."""
    kept = [index for index, sign in enumerate(text) if sign not in _ASPECT]
    return "".join(text[index] for index in kept), kept


def _first(text: str, reason: str, pattern: re.Pattern[str]) -> Mention | None:
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if _NOT_SO.search(before):
            continue
        if reason == "detained" and (_THREATENED.search(before) or _ASKED.match(text, match.end())):
            continue
        of_family = _FAMILY.search(before) or _FAMILY_AFTER.match(text, match.end())
        is_care = of_family and reason in ("illness_injury", "student_or_training")
        return Mention("hardship_reason", "family_care" if is_care else reason, *match.span())
    return None
