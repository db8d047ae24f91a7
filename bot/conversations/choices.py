"""Which of a short list somebody means: "2", "选2", "方案二", "the second one", "the last"."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
_ENGLISH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_PLACE = "([1-9]|[一二两兩三四五])"
_ALONE = re.compile(rf"\W*{_PLACE}\W*(?:吧|呀|啦|please|pls)?\W*")
_NAMED = re.compile(
    rf"(?:选择?|選擇?|揀|要|就|方案|选项|選項|第|option|plan|number|no\.?|choice|#)\s*{_PLACE}"
    r"\s*(?:号|號|个|個|种|種|项|項|款)?(?![0-9千百万萬期%月天日號号蚊块元])"
)
_ORDINAL = re.compile(rf"\b(?:the\s+)?({'|'.join(_ENGLISH)})\s*(?:one|option|plan)?\b")
_LAST = re.compile(r"最后一?个|最後一?個|最尾|last one|the last\b")


def read_choice(text: str, count: int) -> int | None:
    """From 1 to ``count``; None where nothing of that list is plainly meant."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    place = _place(folded, count)
    return place if place is not None and 1 <= place <= count else None


def _place(folded: str, count: int) -> int | None:
    if _LAST.search(folded):
        return count
    if ordinal := _ORDINAL.search(folded):
        return _ENGLISH[ordinal[1]]
    named = _ALONE.fullmatch(folded) or _NAMED.search(folded)
    if named is None:
        return None
    written = named[1]
    return _DIGITS.get(written) or int(written)
