"""The two shapes of a portfolio file, JSON Lines and CSV, read line by line to flat records."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from bot.ledger.portfolio_files.faults import WHOLE_LINE, Faults
from bot.ledger.portfolio_files.fields import FIELDS
from bot.ledger.portfolio_files.forms import shown

Flat = dict[str, Any]
"""Field to value; what JSON nests has a dotted name. ``kind`` is among the fields."""
Reader = Callable[[Iterator[tuple[int, str]], Faults], Iterator[tuple[int, Flat]]]

LONGEST = 64 * 1024
"""Bytes in a line."""
_BOM = "\ufeff"
_CELLS = {name: field.form for fields in FIELDS.values() for name, field in fields.items()}


def read_lines(file: BinaryIO, faults: Faults) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is UTF-8 and not endless; blank ones are left out."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            _skip_rest(file, line)
            faults.add(number, WHOLE_LINE, f"longer than {LONGEST} bytes")
        elif b"\0" in line:
            faults.add(number, WHOLE_LINE, "holds a NUL; the file must be UTF-8, not UTF-16")
        else:
            try:
                text = line.decode().rstrip("\r\n")
            except UnicodeDecodeError as error:
                faults.add(number, WHOLE_LINE, f"not UTF-8 at byte {error.start + 1}")
                continue
            text = text.removeprefix(_BOM) if number == 1 else text
            if text.strip():
                yield number, text


def _skip_rest(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(LONGEST)


class _GivenTwiceError(ValueError):
    pass


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _GivenTwiceError("a field is given twice")
    return found


def read_json(lines: Iterator[tuple[int, str]], faults: Faults) -> Iterator[tuple[int, Flat]]:
    """One object a line; ``null`` is the same as left out."""
    decode = json.JSONDecoder(object_pairs_hook=_pairs).decode
    for number, line in lines:
        try:
            record = decode(line)
        except _GivenTwiceError as twice:
            faults.add(number, WHOLE_LINE, str(twice))
        except (ValueError, RecursionError):
            faults.add(number, WHOLE_LINE, "not JSON: each line is one object")
        else:
            if isinstance(record, dict):
                yield number, _flatten(record)
            else:
                faults.add(number, WHOLE_LINE, "not an object in braces")


def _flatten(record: dict[str, Any]) -> Flat:
    flat = {}
    for name, value in record.items():
        if isinstance(value, dict):
            for inner, nested in value.items():
                flat[f"{name}.{inner}"] = nested
        else:
            # The dotted names are CSV's; in JSON they are no field of ours.
            flat[f'"{name}"' if "." in name else name] = value
    return {name: value for name, value in flat.items() if value is not None}


def read_csv(lines: Iterator[tuple[int, str]], faults: Faults) -> Iterator[tuple[int, Flat]]:
    """A heading, then one record a line; an empty cell is the same as left out."""
    heading = _heading(lines, faults)
    if not heading:
        return
    for number, line in lines:
        cells = _cells(number, line, faults)
        if cells is None:
            continue
        if len(cells) != len(heading):
            wrong = f"{len(cells)} cells under {len(heading)} columns"
            faults.add(number, WHOLE_LINE, wrong)
            continue
        yield (
            number,
            {name: _value(name, cell) for name, cell in zip(heading, cells, strict=True) if cell},
        )


def _value(name: str, cell: str) -> Any:
    form = _CELLS.get(name)
    return form.from_cell(cell) if form else cell


def _heading(lines: Iterator[tuple[int, str]], faults: Faults) -> list[str]:
    """Empty, with the faults told, where the columns cannot be used."""
    for number, line in lines:
        heading = _cells(number, line, faults) or []
        before = faults.count
        for name in heading:
            if name != "kind" and name not in _CELLS:
                faults.add(number, shown(name), "no column has this name")
        for name in sorted({name for name in heading if heading.count(name) > 1}):
            faults.add(number, shown(name), "this column is there twice")
        if heading and "kind" not in heading:
            faults.add(number, "kind", "this column is missing; commas separate columns")
        return heading if faults.count == before else []
    return []


def _cells(number: int, line: str, faults: Faults) -> list[str] | None:
    try:
        # Line by line: no cell holds a line break, and a stray quote costs one line, not the rest.
        return next(csv.reader([line], strict=True))
    except csv.Error as error:
        faults.add(number, WHOLE_LINE, f"not CSV: {error}")
        return None
