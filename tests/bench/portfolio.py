"""The lender's books in and out: 100,000 loans through the command, as an operator runs it.

Processor time, the waiting for the disk left out, so that a busy machine matters less.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from bot.ledger.portfolio_files import write_sample
from bot.terms import load_all
from tests.bench.figures import Figure

LOANS = 100_000
PAYMENTS = 2
REPAY = Path(sys.executable).with_name("repay")


def measure() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        books = folder / "books.jsonl"
        with books.open("w", encoding="utf-8") as out:
            write_sample(
                out,
                loans=LOANS,
                payments=PAYMENTS,
                terms=load_all(),
                today=date(2026, 11, 20),
                seed=1,
            )
        yield from run("import", folder, ["import", str(books)], budget=60)
        yield from run("the same file again", folder, ["import", str(books)])
        yield from run("export", folder, ["export", str(folder / "out.jsonl")])


def run(
    what: str, folder: Path, words: Sequence[str], *, budget: float | None = None
) -> Iterable[Figure]:
    """Seconds of work, and the most memory that it ever held."""
    environment = {**os.environ, "VAR_DIR": str(folder / "var")}
    child = subprocess.Popen(
        [REPAY, "portfolio", *words], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise RuntimeError(f"{what} failed")
    child.returncode = 0  # waited for already
    taken = used.ru_utime + used.ru_stime
    yield Figure(f"portfolio of {LOANS:,} loans, {what}", taken, "s", budget)
    yield Figure(f"portfolio of {LOANS:,} loans, {what}: memory", used.ru_maxrss / 1024, "MB", 500)
