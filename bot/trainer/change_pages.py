"""What trainers have changed, as a developer will see it: commits and their differences."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.pages.access import Right, Visit
from bot.trainer.answering import Values, answer, refuse
from bot.trainer.drafts import FileChange
from bot.trainer.problems import CannotChange
from bot.trainer.sections import Workbench

HOME = "/trainer/changes"


@dataclass(frozen=True)
class ChangePages:
    bench: Workbench

    async def changes(self, visit: Visit) -> Response:
        commit = visit.request.query_params.get("commit", "")
        return await answer(self.bench, visit, "changes.html", partial(self._changes, commit))

    def _changes(self, commit: str) -> Values:
        changes = self.bench.changes
        try:
            patch = changes.patch(commit)
        except LookupError:
            raise HTTPException(404) from None
        return {
            "branch": changes.branch,
            "folder": str(changes.folder()),
            "commits": changes.commits(),
            "shown": commit,
            "files": list(files_of(patch)),
            "is_behind": changes.is_behind(),
            "done": "",
        }

    async def take_over(self, visit: Visit) -> Response:
        work = partial(self.bench.changes.take_over, by=visit.staff.name)
        try:
            await asyncio.to_thread(work)
        except CannotChange as refused:
            return refuse(self.bench, visit, refused)
        return RedirectResponse(HOME, 303)


def files_of(patch: str) -> Sequence[FileChange]:
    """Git's output, by file."""
    found: list[FileChange] = []
    for part in f"\n{patch}".split("\ndiff --git ")[1:]:
        heading, *lines = part.rstrip("\n").split("\n")
        start = next((n for n, line in enumerate(lines) if line.startswith("@@")), len(lines))
        found.append(FileChange(heading.rpartition(" b/")[2], lines[start:]))
    return found


def routes(bench: Workbench) -> Sequence[BaseRoute]:
    pages, guard = ChangePages(bench), bench.door.guard
    return [
        Route("/changes", guard(pages.changes, Right.FOLLOW_TRAINING), methods=["GET"]),
        Route("/changes", guard(pages.take_over, Right.TRAIN), methods=["POST"]),
    ]
