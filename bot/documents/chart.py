"""A schedule as a picture: what is paid on which date, drawn to one scale for all offers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.documents.typesetting import typeset

PIXELS_PER_INCH = 180.0
"""A picture of 400 points is 1,000 pixels wide: what a phone shows without scaling up."""


@dataclass(frozen=True)
class Bar:
    """One date. ``size`` is in minor units, of which ``regular`` is the loan's own installment."""

    date: str
    amount: str
    size: int
    regular: int


@dataclass(frozen=True)
class Panel:
    title: str
    summary: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """``is_full``: every date is written out, however many there are."""

    title: str
    panels: tuple[Panel, ...]
    legend: tuple[str, str]
    note: str
    is_full: bool = False


def draw_chart(chart: Chart, locale: str) -> bytes:
    """A PNG."""
    return typeset("chart.typ", asdict(chart), locale, kind="png", ppi=PIXELS_PER_INCH)
