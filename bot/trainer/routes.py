"""The trainers' pages: one door, one layout, a section for each kind of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.ledger.database import Database
from bot.live import Live
from bot.pages.access import Door, Right, Visit
from bot.pages.security import SecureHeaders, content_policy
from bot.pages.staff_pages import StaffPages
from bot.trained import TrainedModels
from bot.trainer import (
    change_pages,
    example_pages,
    guide_pages,
    inbox_pages,
    model_pages,
    response_pages,
)
from bot.trainer.runner import Runner
from bot.trainer.sections import PROJECT, Section, Workbench

HERE = Path(__file__).parent
HOME = "/trainer/"
MODELS = Path("models")

# In the order in which the navigation shows them; the first one is where trainers arrive.
SECTIONS: Mapping[str, Section] = {
    "inbox": inbox_pages.routes,
    "examples": example_pages.routes,
    "responses": response_pages.routes,
    "changes": change_pages.routes,
    "models": model_pages.routes,
    "guide": guide_pages.routes,
}


@dataclass
class Trainer:
    database: Database
    live: Live
    var_dir: Path
    brand: str
    default_locale: str
    public_url: str | None = None
    project: Path = PROJECT
    models: TrainedModels = field(default_factory=lambda: TrainedModels(MODELS))

    def __post_init__(self) -> None:
        self._runner = Runner(self.var_dir / "training.log")

    def close(self) -> None:
        """Whatever is being trained ends with the program."""
        self._runner.close()

    def routes(self) -> Mount:
        pages = StaffPages(
            HERE / "templates",
            home=HOME,
            default_locale=self.default_locale,
            public_url=self.public_url,
            brand=self.brand,
            sections=tuple(SECTIONS),
        )
        door = Door(self.database, self.public_url)
        bench = Workbench(
            self.database,
            self.live,
            door,
            pages,
            self.var_dir,
            self.models,
            self._runner,
            self.project,
        )
        app = Starlette(
            routes=[
                Route("/", door.guard(_arrive, Right.FOLLOW_TRAINING)),
                *(route for section in SECTIONS.values() for route in section(bench)),
                Mount("/static", StaticFiles(directory=HERE / "static")),
            ],
            middleware=[Middleware(SecureHeaders, policy=content_policy())],
            exception_handlers={HTTPException: pages.problem},
        )
        return Mount("/trainer", app)


async def _arrive(_visit: Visit) -> Response:
    return RedirectResponse(f"{HOME}{next(iter(SECTIONS))}", 303)
