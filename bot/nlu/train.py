"""Trains what the assistant understands and decides, when something of it has changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timezone
from multiprocessing import get_context
from pathlib import Path

from bot.nlu import fitted
from bot.nlu.examples import Example, UntrainableError, read_intents
from bot.nlu.train_understanding import CORES, encode_all, fit_distress, fit_intents
from bot.trained import About, TrainedModels

DATA = ("config.yml", "domain.yml", "data/nlu", "data/rules", "data/stories", "data/distress")
"""In the folder that is trained from."""
CODE = (
    "bot/nlu/classifier.py",
    "bot/nlu/examples.py",
    "bot/nlu/fitted.py",
    "bot/nlu/train_rasa.py",
    "bot/nlu/train_understanding.py",
    "bot/nlu/uv.lock",
    *(f"bot/understanding/{name}" for name in fitted.LEARNS),
)
_PROJECT = Path(__file__).parents[2]
_KEPT_MODELS = 6


def train_if_changed(folder: Path, *, force: bool = False, candidate: bool = False) -> int:
    """From the data of the working directory. Returns a process's exit code.

    A candidate is only made; otherwise the model serves from the next start, unless a person
    published another. Who comes while another process trains waits, and finds the work done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _train_if_changed(TrainedModels(folder), force=force, candidate=candidate)


def _train_if_changed(models: TrainedModels, *, force: bool, candidate: bool) -> int:
    model = fingerprint()
    if models.is_whole(model) and not force:
        print(f"Nothing changed since model {model} was trained.")
    else:
        print("Training the assistant, which takes half a minute ...", flush=True)
        started = time.monotonic()
        try:
            _train(models, model)
        except UntrainableError as error:
            print(f"The data, rules or configuration cannot be trained: {error}", file=sys.stderr)
            return 1
        print(f"Trained model {model} in {time.monotonic() - started:.0f} s.", flush=True)
    if not candidate:
        _serve(models, model)
    models.forget_old(kept=_KEPT_MODELS)
    return 0


def _serve(models: TrainedModels, model: str) -> None:
    chosen = models.chosen
    if chosen not in {None, model} and models.about(str(chosen)).code == _code():
        print(f"Model {chosen} was published and goes on serving; compare {model} and publish it.")
        return
    if chosen is None or chosen != model:
        models.serve(model, chosen=False)


def _train(models: TrainedModels, model: str) -> None:
    """Raise `UntrainableError`."""
    os.environ[fitted.FOLDER] = str(models.folder / "fitted")
    started = time.monotonic()
    made = models.begin(model)
    with (
        ProcessPoolExecutor(CORES, get_context("spawn")) as cores,
        ThreadPoolExecutor(1) as beside,
    ):
        learning = beside.submit(_learn, made, cores)
        # Rasa is imported here, which takes seconds: only to train, and while others compute.
        from bot.nlu.train_rasa import train_rasa  # noqa: PLC0415

        examples = learning.result()
        _say(3, "Putting rules and dialogue together")
        train_rasa(made, f"{model}.tar.gz", examples=examples)
    _say(4, "Keeping the model")
    _unpack_intents(made / f"{model}.tar.gz", made)
    made_at = datetime.now(timezone.utc).isoformat(timespec="seconds")
    seconds = round(time.monotonic() - started, 1)
    models.finish(made, About(model, _code(), _commit(), made_at, seconds, len(examples)))


def _learn(made: Path, cores: Executor) -> list[Example]:
    """What meaning and distress are; answers the examples of intents."""
    data = Path("data")
    examples = read_intents(data)
    _say(1, f"Reading {len(examples)} examples")
    encode_all(data, cores)
    _say(2, "Learning intents and distress")
    intents = cores.submit(fit_intents, data)
    cores.submit(fit_distress, data, made).result()
    intents.result()
    return examples


def _say(step: int, what: str) -> None:
    """A line for whoever follows: the third of four steps begins "[3/4] "."""
    print(f"[{step}/4] {what}", flush=True)


def fingerprint() -> str:
    """Of the content of all files that a model is made from."""
    return _digest([*_files(Path(), DATA), *_files(_PROJECT, CODE)])


def _code() -> str:
    return _digest(_files(_PROJECT, CODE))


def _digest(files: list[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _files(root: Path, sources: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """Their names within ``root``, and what is in them."""
    found: list[Path] = []
    for source in (root / name for name in sources):
        found += [source] if source.is_file() else source.rglob("*")
    kept = sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)
    return [(path.relative_to(root).as_posix(), path.read_bytes()) for path in kept]


def _commit() -> str:
    """Of the data, where they are in a checkout; with a + where files differ from it."""
    return "".join(_git_words())


def _git_words() -> Iterator[str]:
    head = _git("rev-parse", "HEAD")
    if head:
        yield head[:12]
        yield "+" if _git("status", "--porcelain", "--", *DATA[:2], "data") else ""


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _unpack_intents(archive: Path, folder: Path) -> None:
    """The model's own classifier, so that app and engine understand alike."""
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            if Path(member.name).name.startswith("intents.") and (
                file := packed.extractfile(member)
            ):
                (folder / Path(member.name).name).write_bytes(file.read())
