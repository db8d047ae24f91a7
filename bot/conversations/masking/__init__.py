"""Takes out of a message what tells who somebody is, and leaves what was meant.

Each thing becomes a word in brackets for its kind: 打我电话13800138000 is 打我电话[phone]. Rather
too much is masked than too little: an amount that looks like an account number is lost, a name
is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.conversations.folding import LONGEST_TEXT, fold

from .names import find_known_names, find_names
from .numbers import find_numbers
from .places import find_places
from .spans import MASKS, Found

__all__ = ["MASKS", "mask"]


def mask(text: str, names: Iterable[str] = ()) -> str:
    """``names``: of those who are known to take part, as they are on file."""
    folded = "".join(
        fold(text[start : start + LONGEST_TEXT]) for start in range(0, len(text), LONGEST_TEXT)
    )
    found = [
        *find_known_names(text, folded, names),
        *find_places(text, folded),
        *find_numbers(text),
        *find_names(text, folded),
    ]
    return "".join(_masked(text, _apart(found)))


def _apart(found: Sequence[Found]) -> list[Found]:
    """In order; of those that overlap one remains, over all that they cover."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda span: (span.start, -span.end)):
        if kept and one.start < kept[-1].end:
            last = kept.pop()
            kept.append(Found(last.start, max(last.end, one.end), last.kind))
        else:
            kept.append(one)
    return kept


def _masked(text: str, found: Sequence[Found]) -> Iterator[str]:
    done = 0
    for one in found:
        yield text[done : one.start]
        yield f"[{one.kind}]"
        done = one.end
    yield text[done:]
