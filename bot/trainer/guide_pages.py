"""One page that tells trainers how to work, in their language, with pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.pages.access import Right, Visit
from bot.trainer.sections import Workbench

PICTURES = Path(__file__).parent / "static" / "guide"


def routes(bench: Workbench) -> Sequence[BaseRoute]:
    async def guide(visit: Visit) -> Response:
        """A picture in the reader's language where there is one, else the English one."""
        locale = bench.pages.locale(visit.request)
        shown = locale if (PICTURES / f"inbox.{locale}.png").is_file() else "en"
        return bench.pages.page(visit, "guide.html", {"pictures": shown})

    return [Route("/guide", bench.door.guard(guide, Right.FOLLOW_TRAINING))]
