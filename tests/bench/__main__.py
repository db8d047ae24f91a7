"""`make bench [ONLY=engine]`: every `measure` of this folder, next to design budgets.

Budgets are for two cores that have nothing else to do. Exit code 1 when one is not kept.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from pathlib import Path

from tests.bench.figures import Figure


def main() -> int:
    named = sys.argv[1:]
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    chosen = [name for name in found if name in named or not named]
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f}{' (not a quiet machine)' * (load > 1)}\n")
    kept = True
    for name in chosen:
        measure = getattr(importlib.import_module(f"tests.bench.{name}"), "measure", None)
        for figure in measure() if measure else ():
            _show(figure)
            kept &= figure.is_kept()
    return 0 if kept else 1


def _show(figure: Figure) -> None:
    budget = "" if figure.budget is None else f"{'>' if figure.at_least else '<'} {figure.budget:g}"
    mark = "" if figure.is_kept() else "  over budget"
    print(f"{figure.what:<58}{figure.value:>9.1f} {figure.unit:<6}{budget:>8}{mark}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
