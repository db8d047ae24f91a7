"""Trains what the assistant understands and decides, when something of it has changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sys
import tarfile
import time
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bot.nlu import fitted
from bot.nlu.examples import Example, UntrainableError, read_intents
from bot.nlu.train_understanding import CORES, encode_all, fit_distress, fit_intents

SOURCES = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/stories",
    "data/distress",
    "bot/nlu/classifier.py",
    "bot/nlu/examples.py",
    "bot/nlu/fitted.py",
    "bot/nlu/train_rasa.py",
    "bot/nlu/train_understanding.py",
    "bot/nlu/uv.lock",
    "bot/understanding",
)
_KEPT_MODELS = 5


def train_if_changed(models: Path, *, force: bool = False) -> int:
    """Leaves the name of the model to serve in `models/current`. Returns a process's exit code.

    Who comes while another process trains waits for it, and finds the work done.
    """
    models.mkdir(parents=True, exist_ok=True)
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _train_if_changed(models, force=force)


def _train_if_changed(models: Path, *, force: bool) -> int:
    name = f"{fingerprint()}.tar.gz"
    if _is_trained(models, name) and not force:
        print(f"Nothing changed since {models / name} was trained.")
        return 0
    print("Training the assistant, which takes half a minute ...", flush=True)
    started = time.monotonic()
    if problem := _train(models, name):
        print(f"The data, rules or configuration cannot be trained: {problem}", file=sys.stderr)
        return 1
    _serve(models, name)
    _forget_old(models)
    print(f"Trained {models / name} in {time.monotonic() - started:.0f} s.")
    return 0


def _is_trained(models: Path, name: str) -> bool:
    needed = (name, "understanding/intents.npz", "understanding/distress.npz")
    if not all((models / file).is_file() for file in needed):
        return False
    pointer = models / "current"
    if not pointer.is_file() or pointer.read_text("utf-8").strip() != name:
        _serve(models, name)
    return True


def _train(models: Path, name: str) -> str:
    """What stands in the way, or nothing."""
    os.environ[fitted.FOLDER] = str(models / "fitted")
    with (
        ProcessPoolExecutor(CORES, get_context("spawn")) as cores,
        ThreadPoolExecutor(1) as beside,
    ):
        learning = beside.submit(_learn, models, cores)
        # Rasa is imported here, which takes seconds: only to train, and while others compute.
        from bot.nlu.train_rasa import train_rasa  # noqa: PLC0415

        try:
            train_rasa(models, name, examples=learning.result())
        except UntrainableError as error:
            return str(error)
    return ""


def _learn(models: Path, cores: Executor) -> list[Example]:
    """What meaning and distress are; answers the examples of intents."""
    data = Path("data")
    examples = read_intents(data)
    encode_all(data, cores)
    intents = cores.submit(fit_intents, data)
    cores.submit(fit_distress, data, models / "understanding").result()
    intents.result()
    return examples


def fingerprint() -> str:
    """Of the content of all files that a model is made from."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(f"{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files() -> list[Path]:
    found: list[Path] = []
    for source in map(Path, SOURCES):
        found += [source] if source.is_file() else source.rglob("*")
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _serve(models: Path, name: str) -> None:
    _unpack_understanding(models / name, models / "understanding")
    (models / "current").write_text(f"{name}\n", "utf-8")


def _unpack_understanding(model: Path, folder: Path) -> None:
    """The served model's classifier, so that app and engine understand alike."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(model) as archive:
        for member in archive.getmembers():
            if Path(member.name).name.startswith("intents.") and (
                file := archive.extractfile(member)
            ):
                (folder / Path(member.name).name).write_bytes(file.read())


def _forget_old(models: Path) -> None:
    trained = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in trained[_KEPT_MODELS:]:
        path.unlink()
