"""The confusion matrix of a candidate, with only the intents that were ever confused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.trainer.comparison import Cell


@dataclass(frozen=True)
class Matrix:
    """Rows are what messages mean, columns what was told; ``counts`` leaves zeros out."""

    rows: Sequence[str]
    columns: Sequence[str]
    counts: dict[tuple[str, str], int]


def draw(cells: Sequence[Cell]) -> Matrix:
    confused = [cell for cell in cells if cell.right != cell.told]
    rows = sorted({cell.right for cell in confused})
    columns = sorted({cell.told for cell in confused} | set(rows))
    shown = {
        (cell.right, cell.told): len(cell.texts)
        for cell in cells
        if cell.right in rows and cell.told in columns
    }
    return Matrix(rows, columns, shown)
