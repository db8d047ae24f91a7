"""How many small faults in the rules of money the tests notice.

    python -m tests.mutation [HOW_MANY] [SEED]

Each mutant is `bot/loans` with one operator, bound or number changed; it is noticed when a test of
`tests/loans` fails, or else one of the laws of money. A sample, since each takes a run of these
tests; the same seed gives the same.
"""

from __future__ import annotations

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
LAWS = tuple(f"tests/laws/test_{name}_laws.py" for name in ("money", "loan", "offer"))
NEEDED = (
    "bot/__init__.py",
    "bot/loans",
    "tests/loans",
    "tests/laws/conftest.py",
    *LAWS,
    "tests/support/asking.py",
    "tests/support/loan_strategies.py",
)
SECONDS = 120
_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    file: Path
    line: int
    what: str
    source: str


def mutants(file: Path) -> Iterator[Mutant]:
    tree = ast.parse(file.read_text("utf-8"))
    for place, node in enumerate(_arithmetic(tree)):
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            change(list(_arithmetic(changed))[place])
            yield Mutant(file, getattr(node, "lineno", 0), what, ast.unparse(changed))


def _arithmetic(tree: ast.AST) -> list[ast.AST]:
    """Every node but annotations and docstrings, in the same order for the same source."""
    found: list[ast.AST] = []
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_text(child):
                found += [child, *_arithmetic(child)]
    return found


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPPED:
        yield _named(node.ops[0]), lambda n: n.ops.__setitem__(0, _SWAPPED[type(n.ops[0])]())
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in _SWAPPED:
        yield _named(node.op), lambda n: setattr(n, "op", _SWAPPED[type(n.op)]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", lambda n: setattr(n, "op", ast.UAdd())
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"{node.value} turned", lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} + 1", lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, ast.Name) and node.id in _NAMES:
        yield f"{node.id} to {_NAMES[node.id]}", lambda n: setattr(n, "id", _NAMES[n.id])


def _named(operator: ast.AST) -> str:
    return f"{type(operator).__name__} to {_SWAPPED[type(operator)].__name__}"


def is_noticed(mutant: Mutant, folder: Path) -> bool:
    place = folder / mutant.file.relative_to(ROOT)
    before = place.read_text("utf-8")
    place.write_text(mutant.source, "utf-8")
    try:
        return not (_passes(["tests/loans"], folder) and _passes(LAWS, folder))
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_text(before, "utf-8")


def _passes(tests: Sequence[str], folder: Path) -> bool:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *tests, "-x", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return run.returncode == 0


def main(count: int, seed: int) -> None:
    found = [m for file in sorted((ROOT / "bot/loans").rglob("*.py")) for m in mutants(file)]
    chosen = random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311 - no secret
    print(f"{len(found)} mutants of bot/loans, {len(chosen)} tried (seed {seed})")
    noticed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for needed in NEEDED:
            source, target = ROOT / needed, folder / needed
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        settings = "[pytest]\npythonpath = tests/support\naddopts = --import-mode=importlib\n"
        (folder / "pytest.ini").write_text(settings, "utf-8")
        for place, mutant in enumerate(chosen, start=1):
            if is_noticed(mutant, folder):
                noticed += 1
            else:
                where = mutant.file.relative_to(ROOT)
                print(f"not noticed: {where}:{mutant.line}: {mutant.what}", flush=True)
            if place % 20 == 0:
                print(f"{noticed} of {place} noticed", flush=True)
    print(f"{noticed} of {len(chosen)} noticed: {noticed / len(chosen):.0%}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [100, 1][len(given) :]))
