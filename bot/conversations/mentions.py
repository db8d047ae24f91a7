"""What the readers of single entities hand to `entities`, which keeps or drops it."""

from __future__ import annotations

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
