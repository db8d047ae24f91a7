"""For Babel: the texts of ``domain.yml``, so that nothing is written twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import yaml

Extracted = tuple[int, str, str | tuple[str, str], list[str]]


def extract_domain(
    source: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[Extracted]:
    """A Babel extractor: every text, plural, button title and phone prompt of a response."""
    domain: dict[str, Any] = yaml.load(source, Loader=yaml.CSafeLoader)
    responses: dict[str, list[dict[str, Any]]] = domain.get("responses") or {}
    for name, variants in responses.items():
        for variant in variants:
            yield from _of_variant(name, variant)


def _of_variant(name: str, variant: dict[str, Any]) -> Iterator[Extracted]:
    metadata = variant.get("metadata") or {}
    comments = [name, *([metadata["note"]] if "note" in metadata else [])]
    if text := variant.get("text"):
        plural = metadata.get("plural")
        if plural:
            yield 0, "ngettext", (text, plural), comments
        else:
            yield 0, "gettext", text, comments
    for button in variant.get("buttons") or ():
        yield 0, "gettext", button["title"], comments
    if phone := metadata.get("asks_for_phone"):
        yield 0, "gettext", phone, comments
