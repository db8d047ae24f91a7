"""Trained models on disk: each a folder of its own, one of them in service.

``<id>/`` holds ``<id>.tar.gz`` for Rasa, what the app itself understands by, and ``model.json``.
``current`` is a link to the folder in service. It is replaced at once, so that Rasa and the app
never take halves of two models, and nothing that is trained touches what serves.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

CURRENT = "current"
PREVIOUS = "previous"
CHOSEN = "chosen"
"""A link to the model that a person published: training by itself does not replace it."""
UNFINISHED = "unfinished-"
ABOUT = "model.json"
ARTEFACTS = ("intents.npz", "intents.json", "distress.npz", "distress.json")


class NoSuchModelError(LookupError):
    """The message is the id that was asked for."""


@dataclass(frozen=True)
class About:
    """``code`` names the code that made it: another may not be able to read it."""

    id: str
    code: str
    commit: str
    made_at: str
    seconds: float
    examples: int


@dataclass(frozen=True)
class TrainedModels:
    folder: Path

    @property
    def current(self) -> str | None:
        return self._behind(CURRENT)

    @property
    def previous(self) -> str | None:
        """What served before, while it is still there."""
        return self._behind(PREVIOUS)

    @property
    def chosen(self) -> str | None:
        return self._behind(CHOSEN)

    def ids(self) -> list[str]:
        """The latest made first."""
        made = {about.id: about.made_at for about in self._all()}
        return sorted(made, key=lambda one: made[one], reverse=True)

    def is_whole(self, model: str) -> bool:
        needed = (*ARTEFACTS, ABOUT, f"{model}.tar.gz")
        return bool(model) and all((self.folder / model / name).is_file() for name in needed)

    def path(self, model: str) -> Path:
        """Raise `NoSuchModelError`, also for what is no name of a model."""
        if not model.isalnum() or not self.is_whole(model):
            raise NoSuchModelError(model)
        return self.folder / model

    def archive(self, model: str) -> Path:
        """What Rasa loads, wherever it works."""
        return (self.path(model) / f"{model}.tar.gz").absolute()

    def about(self, model: str) -> About:
        return About(**json.loads((self.path(model) / ABOUT).read_text("utf-8")))

    def size(self, model: str) -> int:
        """In bytes."""
        return sum(file.stat().st_size for file in self.path(model).iterdir())

    def serve(self, model: str, *, chosen: bool) -> None:
        """``chosen``: by a person, so that training alone does not replace it."""
        self.path(model)
        if (before := self.current) not in {None, model}:
            self._point(PREVIOUS, str(before))
        if chosen:
            self._point(CHOSEN, model)
        else:
            (self.folder / CHOSEN).unlink(missing_ok=True)
        self._point(CURRENT, model)

    def begin(self, model: str) -> Path:
        """An empty folder in which it is made; what was left half made goes."""
        for left in self.folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left)
        made = self.folder / f"{UNFINISHED}{model}"
        made.mkdir(parents=True)
        return made

    def finish(self, made: Path, about: About) -> None:
        """Whole from the moment that it has its name."""
        (made / ABOUT).write_text(json.dumps(asdict(about), indent=1), "utf-8")
        final = self.folder / about.id
        if final.exists():
            shutil.rmtree(final)
        made.rename(final)

    def forget_old(self, *, kept: int) -> None:
        """All but the latest; what serves and what served before stay in any case."""
        used = {self.current, self.previous, self.chosen}
        for model in self.ids()[kept:]:
            if model not in used:
                shutil.rmtree(self.folder / model)

    def _all(self) -> Iterator[About]:
        for path in self.folder.glob(f"*/{ABOUT}"):
            model = path.parent
            if not model.is_symlink() and self.is_whole(model.name):
                yield self.about(model.name)

    def _behind(self, link: str) -> str | None:
        path = self.folder / link
        name = path.readlink().name if path.is_symlink() else ""
        return name if self.is_whole(name) else None

    def _point(self, link: str, model: str) -> None:
        beside = self.folder / f".{link}.{os.getpid()}"
        beside.unlink(missing_ok=True)
        beside.symlink_to(model)
        beside.replace(self.folder / link)
