"""A letter of one or more pages: agreement, receipt, statement, confirmation."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.documents.typesetting import typeset


@dataclass(frozen=True)
class Table:
    """Columns from ``first_figure`` on hold figures and are set flush right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    first_figure: int = 2


@dataclass(frozen=True)
class Letter:
    """``footer`` stands on each page: as of which day, under which version of the terms."""

    sender: str
    title: str
    facts: tuple[tuple[str, str], ...]
    opening: tuple[str, ...]
    table: Table | None
    closing: tuple[str, ...]
    footer: str


def print_letter(letter: Letter, locale: str) -> bytes:
    """A PDF with its fonts inside, tagged for screen readers (PDF/UA-1)."""
    return typeset("letter.typ", asdict(letter), locale, kind="pdf")
