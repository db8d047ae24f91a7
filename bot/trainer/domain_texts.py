"""The English texts in ``domain.yml``: each with its place, so that one changes in that place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.trainer.drafts import Draft
from bot.trainer.problems import CannotChange, Problem

DOMAIN = "domain.yml"
TEXT = "text"
PLURAL = "plural"
PHONE = "phone"
BUTTON = "button"


@dataclass(frozen=True)
class Source:
    """``key`` is text, plural, phone, or button with its number. Places count characters."""

    response: str
    key: str
    text: str
    start: int
    stop: int
    style: str | None


def read_sources(draft: Draft) -> Mapping[str, Sequence[Source]]:
    """By response, in the order of the file. Raises ``CannotChange`` where it is broken."""
    text = draft.read(DOMAIN)
    try:
        domain = _mapping(yaml.compose(text, yaml.CSafeLoader))
        responses = _mapping(domain["responses"])
        return {
            name: [_placed(name, *found) for found in _texts(_mapping(variants.value[0]))]
            for name, variants in responses.items()
        }
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CannotChange(Problem.BROKEN_FILE, f"{DOMAIN}:{line}: {error.problem}") from error
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise CannotChange(Problem.BROKEN_FILE, f"{DOMAIN}: responses") from error


def replaced(text: str, changes: Sequence[tuple[Source, str]]) -> str:
    """``domain.yml`` with other texts in the places of these."""
    for source, new in sorted(changes, key=lambda change: change[0].start, reverse=True):
        old = text[source.start : source.stop].rstrip()
        written = _literal(old, new) if source.style == "|" else _quoted(new)
        text = text[: source.start] + written + text[source.start + len(old) :]
    return text


def _texts(variant: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    metadata = _mapping(variant["metadata"]) if "metadata" in variant else {}
    if TEXT in variant:
        yield TEXT, variant[TEXT]
    if "plural" in metadata:
        yield PLURAL, metadata["plural"]
    buttons = variant["buttons"].value if "buttons" in variant else []
    for number, button in enumerate(buttons, start=1):
        yield f"{BUTTON}-{number}", _mapping(button)["title"]
    if "asks_for_phone" in metadata:
        yield PHONE, metadata["asks_for_phone"]


def _placed(response: str, key: str, node: Any) -> Source:
    start, stop = node.start_mark.index, node.end_mark.index
    return Source(response, key, node.value, start, stop, node.style)


def _mapping(node: Any) -> dict[str, Any]:
    return {key.value: value for key, value in node.value}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _literal(old: str, new: str) -> str:
    """Under the same heading (``|-``), as deep as the first line was."""
    heading, first, *_ = old.split("\n")
    margin = first[: len(first) - len(first.lstrip())]
    return "\n".join([heading, *(f"{margin}{line}".rstrip() for line in new.split("\n"))])
