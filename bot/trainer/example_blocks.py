"""A file of training examples as lines: what each line is, and how one is added or taken away.

Examples stand in literal blocks, which YAML writers would lay out anew. So a parser only tells
where each block is, and the lines are changed where they stand: all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString

MARK = "- "
FILES_KEPT = 256


class Malformed(Exception):  # noqa: N818 - named for what it is
    """``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Block:
    """The examples of an intent. Lines count from 0; ``stop`` is the one after the last."""

    intent: str
    item: int
    stop: int
    indent: str
    examples: Sequence[tuple[int, str]]

    def line_of(self, text: str) -> int | None:
        return next((line for line, said in self.examples if said == text), None)


@lru_cache(FILES_KEPT)
def read_blocks(text: str) -> Sequence[Block]:
    """Raises ``Malformed``."""
    lines = text.split("\n")
    items = _items(text)
    return [
        _block(items, number, lines) for number in range(len(items)) if "intent" in items[number]
    ]


def _items(text: str) -> Any:
    """With the places of each, which ruamel.yaml keeps as ``lc``."""
    try:
        content: Any = YAML().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(error.problem or error.context).split())
        raise Malformed(mark.line + 1 if mark else 1, reason) from error
    except YAMLError as error:
        raise Malformed(1, " ".join(str(error).split())) from error
    if not isinstance(content, dict) or not isinstance(content.get("nlu", ""), list | None):
        raise Malformed(1, "there is no list under nlu")
    items: Any = content["nlu"] or ()
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            raise Malformed(items.lc.item(number)[0] + 1, "not an intent with its examples")
    return items


def _block(items: Any, number: int, lines: Sequence[str]) -> Block:
    item = items[number]
    first, column = items.lc.item(number)
    examples = item.get("examples")
    if not isinstance(examples, LiteralScalarString):
        raise Malformed(first + 1, "examples are a block of lines, after a |")
    start = item.lc.value("examples")[0] + 1
    said = [line.strip() for line in examples.rstrip().split("\n")] if examples.strip() else []
    if [line.strip() for line in lines[start : start + len(said)]] != said:
        raise Malformed(first + 1, "a sign among the examples ends a line, or begins one")
    return Block(
        str(item["intent"]),
        first,
        start + len(said),
        _margin(lines[start]) if said else " " * (column + 2),
        [
            (start + number, line[len(MARK) :].strip())
            for number, line in enumerate(said)
            if line.startswith(MARK)
        ],
    )


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def with_examples(text: str, block: Block, examples: Sequence[str]) -> str:
    """As the last of their block."""
    return _inserted(text, block.stop, [f"{block.indent}{MARK}{one}" for one in examples])


def with_other(text: str, block: Block, line: int, example: str) -> str:
    """In the place of the one in that line."""
    lines = text.split("\n")
    end = "\r" if lines[line].endswith("\r") else ""
    lines[line] = f"{block.indent}{MARK}{example}{end}"
    return "\n".join(lines)


def without(text: str, line: int) -> str:
    lines = text.split("\n")
    del lines[line]
    return "\n".join(lines)


def without_block(text: str, block: Block) -> str:
    """With the empty lines that set it apart from the next one."""
    lines = text.split("\n")
    stop = block.stop
    while stop < len(lines) - 1 and not lines[stop].strip():
        stop += 1
    first = block.item
    if stop == len(lines) - 1 and not lines[stop]:  # the last of the file
        while first and not lines[first - 1].strip():
            first -= 1
    del lines[first:stop]
    return "\n".join(lines)


def with_block(text: str, intent: str, examples: Sequence[str]) -> str:
    """As the last of the file, laid out as its other intents are."""
    blocks = read_blocks(text)
    lines = text.split("\n")
    margin = _margin(lines[blocks[-1].item]) if blocks else ""
    indent = blocks[-1].indent if blocks else "    "
    stop = len(text.rstrip().split("\n"))
    new = [f"{margin}- intent: {intent}", f"{margin}  examples: |"]
    new += [f"{indent}{MARK}{example}" for example in examples]
    return _inserted(text, stop, ["", *new])


def _inserted(text: str, at: int, new: Sequence[str]) -> str:
    """The line before decides how the new ones end; the file ends with an end of line."""
    lines = text.split("\n")
    end = "\r" if "\r\n" in text else ""
    if at == len(lines):
        lines[-1] += end
        lines.append("")
    lines[at:at] = [f"{line}{end}" for line in new]
    return "\n".join(lines)
