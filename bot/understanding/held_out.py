"""The labelled messages by which models are measured and from which none is ever trained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.understanding.message_tables import UnusableTableError, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = Path(__file__).parents[2] / "data/held_out"


@dataclass(frozen=True)
class Message:
    """`intent` or `distress` is empty where nobody labelled it."""

    text: str
    language: str
    intent: str
    distress: str


def tables(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.rglob("*.tsv"))


def read_messages(paths: Sequence[Path]) -> list[Message]:
    """Raise `UnusableTableError` where a table or a line of one cannot be read."""
    return [message for path in paths for message in _read(path)]


def _read(path: Path) -> Iterator[Message]:
    for line in read_table(path, "text"):
        if line.error:
            raise UnusableTableError(f"{path}, line {line.number}: {line.error}")
        cells = line.cells
        yield Message(
            cells["text"],
            cells.get("language", ""),
            cells.get("intent", "").strip(),
            cells.get("distress", "").strip(),
        )
