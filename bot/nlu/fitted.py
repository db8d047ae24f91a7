"""What was fitted is not fitted again: a change of rules or domain trains in seconds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from bot.nlu.examples import Example

FOLDER = "FITTED_FOLDER"
"""In the environment: Rasa makes its components itself, and the other core is another process."""
KEPT = 6
"""Artefacts of a kind, latest used first; each takes about 10 MB."""
_CODE = Path(__file__).parents[1] / "understanding"
LEARNS = (
    "__init__.py",
    "distress.py",
    "embeddings.py",
    "encoder.py",
    "features.py",
    "intents.py",
    "kernel.py",
    "phrases.py",
    "tables",
    "writing.py",
)
"""Of that code: what a fit comes through. Measuring and showing it can change freely."""
_LIBRARIES = Path(__file__).with_name("uv.lock")


class Artefact(Protocol):
    def save(self, path: Path) -> None: ...


Fitted = TypeVar("Fitted", bound=Artefact)


def fit_once(
    kind: str,
    examples: Sequence[Example],
    fit: Callable[[Sequence[str], Sequence[str]], Fitted],
    load: Callable[[Path], Fitted],
) -> Fitted:
    """`fit(texts, labels)`, or what it made before of the same examples by the same code.

    `load` reads back what `save` wrote, and is trusted to raise nothing on a whole artefact: a
    fit cut short leaves none, since it is renamed into place when both of its files are written.
    """
    path = folder() / f"{kind}-{_name(examples)}.npz"
    header = path.with_suffix(".json")
    if path.is_file() and header.is_file():
        path.touch()
        return load(path)
    fitted = fit([text for text, _ in examples], [label for _, label in examples])
    unfinished = path.with_name(f"unfinished-{path.name}")
    fitted.save(unfinished)
    unfinished.with_suffix(".json").rename(header)
    unfinished.rename(path)
    _forget_old(kind)
    return fitted


def folder() -> Path:
    return Path(os.environ.get(FOLDER, "models/fitted"))


def code() -> list[Path]:
    return sorted(
        path
        for name in LEARNS
        for path in ((_CODE / name).rglob("*.txt") if name == "tables" else (_CODE / name,))
    )


def _name(examples: Sequence[Example]) -> str:
    digest = hashlib.sha256()
    for path in (*code(), _LIBRARIES):
        digest.update(path.read_bytes())
    for text, label in examples:
        digest.update(f"{label}\0{text}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _forget_old(kind: str) -> None:
    used = sorted(
        folder().glob(f"{kind}-*.npz"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for path in used[KEPT:]:
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)
