"""Renaming and merging intents: what would change is shown before it is written."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.pages.access import Right, Visit
from bot.trainer.answering import Values, answer, refuse
from bot.trainer.drafts import Draft
from bot.trainer.naming import Mention, merge, rename
from bot.trainer.problems import CannotChange
from bot.trainer.sections import Workbench

Work = Callable[[Draft, str, str], Sequence[Mention]]
WORKS: dict[str, Work] = {"rename": rename, "merge": merge}
WHY = {
    "rename": "Rename the intent {intent} to {to}",
    "merge": "Merge the intent {intent} into {to}",
}


class Outdated(Exception):  # noqa: N818 - named for what it is
    """It would change something else than what was shown."""


@dataclass(frozen=True)
class NamingPages:
    bench: Workbench

    async def review(self, visit: Visit) -> Response:
        to = visit.request.query_params.get("to", "").strip()
        return await self._review(visit, to, is_outdated=False)

    async def write(self, visit: Visit) -> Response:
        intent, to = visit.request.path_params["intent"], visit.form.get("to", "")
        version = visit.form.get("version", "")
        work = partial(self._write, _kind(visit), intent, to, version, visit.staff.name)
        try:
            await asyncio.to_thread(work)
        except Outdated:
            return await self._review(visit, to, is_outdated=True)
        except CannotChange as refused:
            return refuse(self.bench, visit, refused)
        return RedirectResponse(f"/trainer/examples/{to}?done={_kind(visit)}", 303)

    async def _review(self, visit: Visit, to: str, *, is_outdated: bool) -> Response:
        kind, intent = _kind(visit), visit.request.path_params["intent"]

        def values() -> Values:
            draft = self.bench.changes.look()
            mentions = WORKS[kind](draft, intent, to)
            return {
                "kind": kind,
                "intent": intent,
                "to": to,
                "mentions": mentions,
                "files": draft.diff(),
                "version": _version(draft),
                "is_outdated": is_outdated,
            }

        return await answer(self.bench, visit, "review.html", values)

    def _write(self, kind: str, intent: str, to: str, version: str, by: str) -> None:
        why = WHY[kind].format(intent=intent, to=to)
        with self.bench.changes.draft(by=by, why=why) as draft:
            WORKS[kind](draft, intent, to)
            if _version(draft) != version:
                raise Outdated


def _kind(visit: Visit) -> str:
    kind = str(visit.request.path_params["kind"])
    if kind not in WORKS:
        raise HTTPException(404)
    return kind


def _version(draft: Draft) -> str:
    """Of everything that would change."""
    told = "\n".join(line for file in draft.diff() for line in (file.path, *file.lines))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def routes(bench: Workbench) -> Sequence[BaseRoute]:
    pages, guard = NamingPages(bench), bench.door.guard
    path = "/examples/{intent:str}/as/{kind:str}"
    return [
        Route(path, guard(pages.review, Right.TRAIN), methods=["GET"]),
        Route(path, guard(pages.write, Right.TRAIN), methods=["POST"]),
    ]
