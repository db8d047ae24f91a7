"""Where something personal stands in a message, and of which kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MASKS = (
    "name",
    "phone",
    "id",
    "card",
    "account",
    "email",
    "handle",
    "link",
    "address",
    "birth date",
)


class Found(NamedTuple):
    start: int
    end: int
    kind: str


def spans(pattern: re.Pattern[str], text: str, kind: str, group: int | str = 0) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield Found(*match.span(group), kind)
