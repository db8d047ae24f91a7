"""Tab-separated files of messages, read line by line; a bad line is told and does not stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class UnusableTableError(Exception):
    """The file is missing or has not the columns asked for; the message says which."""


@dataclass(frozen=True)
class Line:
    """A line of the file: its cells by column, or what is wrong with it."""

    number: int
    cells: dict[str, str]
    error: str | None = None


def read_table(path: Path, *needed: str) -> Iterator[Line]:
    """Lines after the heading; numbers count from 1, the heading's. No quoting."""
    try:
        raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise UnusableTableError(f"cannot read {path}: {error.strerror}") from error
    heading = raw[0].decode("utf-8", "replace").rstrip("\r").split("\t")
    missing = [column for column in needed if column not in heading]
    if missing:
        raise UnusableTableError(f"{path} has no column {', '.join(missing)}, only: {heading}")
    last = len(raw) - (raw[-1] == b"")
    for number, line in enumerate(raw[1:last], start=2):
        yield _read(number, line.rstrip(b"\r"), heading, needed)


def _read(number: int, raw: bytes, heading: list[str], needed: tuple[str, ...]) -> Line:
    try:
        values = raw.decode("utf-8").split("\t")
    except UnicodeDecodeError as error:
        return Line(number, {}, f"not UTF-8 at byte {error.start}")
    if len(values) > len(heading):
        return Line(number, {}, f"{len(values)} cells under {len(heading)} columns")
    cells = dict(zip(heading, values, strict=False))
    empty = [column for column in needed if not cells.get(column, "").strip()]
    return Line(number, cells, f"nothing under {', '.join(empty)}" if empty else None)
