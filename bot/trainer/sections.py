"""What each section of the trainers' pages is built with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.routing import BaseRoute

from bot.ledger.database import Database
from bot.live import Live
from bot.pages.access import Door
from bot.pages.staff_pages import StaffPages
from bot.trained import TrainedModels
from bot.trainer.changes import Changes
from bot.trainer.runner import Runner

PROJECT = Path(__file__).parents[2]
"""Where `data/` and `domain.yml` are, also where git may keep them."""


@dataclass(frozen=True)
class Workbench:
    """`door.guard(page, Right.TRAIN)` lets trainers in, `Right.FOLLOW_TRAINING` supervisors too."""

    database: Database
    live: Live
    door: Door
    pages: StaffPages
    var_dir: Path
    models: TrainedModels
    runner: Runner
    project: Path = PROJECT

    @cached_property
    def changes(self) -> Changes:
        """What trainers change; `changes.folder()` is what a candidate is trained from."""
        return Changes(self.project, self.var_dir)


Section = Callable[[Workbench], Sequence[BaseRoute]]
"""Its addresses begin with the name it has in `SECTIONS`; its templates extend `layout.html`."""
