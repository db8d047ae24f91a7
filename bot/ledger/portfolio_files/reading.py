"""The first pass: every line of a file read, checked by itself and put aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.ledger.portfolio_files.faults import WHOLE_LINE, Faults
from bot.ledger.portfolio_files.fields import FIELDS, LOAN, PAYMENT
from bot.ledger.portfolio_files.forms import shown
from bot.ledger.portfolio_files.records import Row, make_row
from bot.ledger.portfolio_files.shapes import Flat, read_csv, read_json, read_lines
from bot.ledger.portfolio_files.spool import Spool
from bot.loans import Terms

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, of how much."""

_TOLD_EVERY = 500


@dataclass
class Index:
    """The lines on which each reference is, also of records that have faults of their own."""

    lines: dict[str, dict[str, int]] = field(default_factory=lambda: {kind: {} for kind in FIELDS})
    currencies: dict[str, str] = field(default_factory=dict)
    """Of the file's loans."""
    reversed: set[str] = field(default_factory=set)
    """References of the payments that the file takes back."""

    def note(self, kind: str, row: Row) -> None:
        if kind == LOAN:
            self.currencies[row["reference"]] = row["currency"]
        elif kind == PAYMENT and row["reversal_of"] is not None:
            self.reversed.add(row["reversal_of"])


def read_file(
    path: Path,
    spool: Spool,
    faults: Faults,
    *,
    terms: Mapping[str, Terms],
    latest: date,
    progress: Progress,
) -> Index:
    index = Index()
    size = path.stat().st_size
    read = read_csv if path.suffix.lower() == ".csv" else read_json
    with path.open("rb") as file:
        for count, (line, flat) in enumerate(read(read_lines(file, faults), faults)):
            if count % _TOLD_EVERY == 0:
                progress("reading", file.tell(), size)
            kind = _kind(line, flat, faults)
            if kind is None or not _is_first(line, kind, flat, index, faults):
                continue
            row = make_row(kind, line, flat, faults, terms=terms, latest=latest)
            if row is not None:
                index.note(kind, row)
                spool.put(kind, row)
    if not any(index.lines.values()) and not faults:
        faults.add(1, WHOLE_LINE, "there are no records in this file")
    progress("reading", size, size)
    return index


def _kind(line: int, flat: Flat, faults: Faults) -> str | None:
    kind = flat.get("kind")
    if isinstance(kind, str) and kind in FIELDS:
        return kind
    wrong = "missing" if kind is None else f"{shown(kind)} is not one of {', '.join(FIELDS)}"
    faults.add(line, "kind", wrong)
    return None


def _is_first(line: int, kind: str, flat: Flat, index: Index, faults: Faults) -> bool:
    reference = flat.get("reference")
    if not isinstance(reference, str):
        return True
    first = index.lines[kind].setdefault(reference, line)
    if first != line:
        faults.add(line, "reference", f"{shown(reference)} is on line {first} already")
    return first == line
