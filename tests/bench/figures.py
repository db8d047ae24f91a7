"""What a benchmark reports: a figure, and the budget it has to keep."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from statistics import quantiles
from typing import NamedTuple


class Figure(NamedTuple):
    """`budget` is the most that is allowed, or the least where `at_least` is set."""

    what: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False

    def is_kept(self) -> bool:
        if self.budget is None:
            return True
        return self.value >= self.budget if self.at_least else self.value <= self.budget


def percentiles(
    what: str, seconds: Sequence[float], *, p50: float | None = None, p95: float | None = None
) -> list[Figure]:
    """In milliseconds, with budgets in milliseconds."""
    cut = quantiles(seconds, n=20)
    return [
        Figure(f"{what}, p50", cut[9] * 1000, "ms", p50),
        Figure(f"{what}, p95", cut[18] * 1000, "ms", p95),
    ]


def timed(do: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """Seconds that each call took."""
    spent = []
    for text in texts:
        started = time.perf_counter()
        do(text)
        spent.append(time.perf_counter() - started)
    return spent


def resident_megabytes(pid: int) -> float:
    with open(f"/proc/{pid}/status", encoding="ascii") as status:  # noqa: PTH123 - no file
        kilobytes = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    return int(kilobytes) / 1024
