"""What the readers of single entities hand to `entities`, which keeps or drops it."""

from __future__ import annotations

from typing import NamedTuple, Union

Value = Union[str, int, dict[str, str | int | None]]
"""What an entity means, as JSON can carry it."""

OTHER = "other"
"""Figures that are none of the entities: a telephone number, a time of day, somebody's age."""


class Mention(NamedTuple):
    """An entity read between two positions of a text; `rule` says how, where it could be read otherwise."""

    entity: str
    value: Value
    start: int
    end: int
    rule: str | None = None
