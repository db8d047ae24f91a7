"""Models: what was trained, how good it is, what serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.pages.access import Right, Visit
from bot.trainer.sections import Workbench


@dataclass(frozen=True)
class ModelPages:
    bench: Workbench

    async def models(self, visit: Visit) -> Response:
        return self.bench.pages.page(visit, "models.html", {})


def routes(bench: Workbench) -> Sequence[BaseRoute]:
    pages, guard = ModelPages(bench), bench.door.guard
    return [Route("/models", guard(pages.models, Right.FOLLOW_TRAINING))]
