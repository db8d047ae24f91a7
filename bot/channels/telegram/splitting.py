"""Long texts in the parts that Telegram takes, torn only where a reader would pause."""

from __future__ import annotations

import re

LIMIT = 4096
"""Telegram's longest text, in UTF-16 units."""

# From the best place to tear at to the worst; each match ends where the next part begins.
_BORDERS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[。！？；…]+[」』”’）]*|(?<=[.!?;])\s"),
    re.compile(r"[，、：]|\s"),
    re.compile(r"(?<=[\u2e80-\u9fff\uf900-\ufaff])"),
)
# Signs that belong to the one before them: marks, joiners, emoji variants and skin tones.
_CLINGS = re.compile(r"[\u0300-\u036f\u200d\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")


def split_text(text: str, limit: int = LIMIT) -> list[str]:
    """Nothing is lost but the white space at the borders. No part is empty."""
    parts = []
    rest = text.strip()
    while (most := _fitting(rest, limit)) < len(rest):
        cut = _border(rest, most)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _fitting(text: str, limit: int) -> int:
    """How many characters fit; one outside the basic plane takes two units."""
    units = 0
    for place, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return place
    return len(text)


def _border(text: str, most: int) -> int:
    # One sign further, so that white space right after the last fitting sign is seen.
    window = text[: most + 1]
    for border in _BORDERS:
        ends = [match.end() for match in border.finditer(window)]
        fitting = [end for end in ends if end <= most or text[most].isspace()]
        if fitting:
            return fitting[-1]
    return _between_signs(text, most)


def _between_signs(text: str, most: int) -> int:
    for cut in range(most, 0, -1):
        if not _CLINGS.match(text[cut]) and text[cut - 1] != "\u200d":
            return cut
    return most
