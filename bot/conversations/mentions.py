"""What the readers of single entities hand to `entities`, which keeps or drops it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

Value: TypeAlias = "str | int | dict[str, str | int | None]"
"""What an entity means, as JSON can carry it."""

OTHER = "other"
"""Figures that are none of the entities: a telephone number, a time of day, somebody's age."""


class Mention(NamedTuple):
    """An entity between two positions of a text, with the rule that chose between readings."""

    entity: str
    value: Value
    start: int
    end: int
    rule: str | None = None


_ORDER = ("date", "count", OTHER, "amount", "loan", "duration")
"""Which of two readings of the same characters stands, where both are equally long."""


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """The longest reading of each stretch of text, and of equally long ones the first by order."""
    kept: list[Mention] = []
    taken: set[int] = set()
    other: set[int] = set()
    for mention in sorted(mentions, key=_strength):
        span = range(mention.start, mention.end)
        if not taken.isdisjoint(span):
            continue
        if mention.entity == OTHER:
            other.update(span)
        elif other.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return kept


def _strength(mention: Mention) -> tuple[int, int, int]:
    order = _ORDER.index(mention.entity) if mention.entity in _ORDER else 0
    return mention.start - mention.end, order, mention.start
