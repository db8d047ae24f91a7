"""Pages made from files: read beside the loop, which serves borrowers meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from bot.pages.access import Visit
from bot.trainer.git import GitFailed
from bot.trainer.problems import CannotChange, Problem
from bot.trainer.sections import Workbench

CONFLICT = 409
UNPROCESSABLE = 422

Values = Mapping[str, Any]


async def answer(
    bench: Workbench,
    visit: Visit,
    name: str,
    work: Callable[[], Values],
    told: Values | None = None,
    *,
    status: int = 200,
) -> Response:
    """``work`` finds the values of the page, ``told`` wins; or the page says what is unreadable."""
    try:
        values = {**await asyncio.to_thread(work), **(told or {})}
    except CannotChange as refused:
        return refuse(bench, visit, refused)
    except (OSError, UnicodeDecodeError) as error:
        return refuse(bench, visit, CannotChange(Problem.BROKEN_FILE, str(error)))
    except GitFailed as failed:
        return refuse(bench, visit, CannotChange(Problem.CANNOT_COMMIT, str(failed)))
    return bench.pages.page(visit, name, values, status=status)


def refuse(bench: Workbench, visit: Visit, refused: CannotChange) -> Response:
    told = {"problem": refused.problem.value, "detail": refused.detail}
    return bench.pages.page(visit, "unreadable.html", told, status=UNPROCESSABLE)
