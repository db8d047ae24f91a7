"""What the assistant says, with its translations side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.pages.access import Right, Visit
from bot.trainer.answering import CONFLICT, UNPROCESSABLE, Values, answer
from bot.trainer.drafts import Draft
from bot.trainer.problems import CannotChange, Problem
from bot.trainer.response_files import ResponseFiles, Said, Wording, faults
from bot.trainer.sections import Workbench
from bot.understanding.writing import simplify

HOME = "/trainer/responses"
FOUND = 100


@dataclass(frozen=True)
class Collision:
    """Somebody else changed the same words meanwhile."""

    where: str
    theirs: str


class Collided(Exception):  # noqa: N818 - named for what happened
    def __init__(self, collisions: Sequence[Collision]) -> None:
        super().__init__(", ".join(one.where for one in collisions))
        self.collisions = collisions


@dataclass(frozen=True)
class ResponsePages:
    bench: Workbench

    async def overview(self, visit: Visit) -> Response:
        words = visit.request.query_params.get("q", "")[:100]
        return await answer(self.bench, visit, "responses.html", partial(self._overview, words))

    def _overview(self, words: str) -> Values:
        files = self._files()
        wanted = simplify(words.strip().casefold())
        found = [
            wording
            for name in files.names()
            for wording in files.wordings(name)
            if wanted in simplify("\n".join([name, *wording.said.values()]).casefold())
        ]
        return {"words": words, "found": found[:FOUND], "found_count": len(found)}

    async def response(self, visit: Visit) -> Response:
        done = visit.request.query_params.get("done", "")
        return await self._response(visit, {"done": done})

    async def change(self, visit: Visit) -> Response:
        """Looked at first, or kept; what is wrong is said beside the words that were typed."""
        form, name = visit.form, visit.request.path_params["response"]
        work = partial(self._change, name, form, visit.staff.name)
        try:
            told = await asyncio.to_thread(work)
        except CannotChange as refused:
            if refused.problem is Problem.NOT_FOUND:
                raise HTTPException(404) from None
            told = {"problem": refused.problem.value, "detail": refused.detail}
        except Collided as collided:
            there = {one.where: one.theirs for one in collided.collisions}
            told = {"collisions": there, "typed": form}
            return await self._response(visit, told, status=CONFLICT)
        if told is None:
            return RedirectResponse(f"{HOME}/{name}?done=kept", 303)
        is_refused = bool(told.get("faults") or told.get("problem"))
        status = UNPROCESSABLE if is_refused else 200
        return await self._response(visit, {**told, "typed": form}, status=status)

    def _change(self, name: str, form: dict[str, str], by: str) -> Values | None:
        """None when it was kept."""
        if form.get("do") != "keep":
            draft = self.bench.changes.look()
            return _said(draft, name, form) or {"files": draft.diff()}
        with self.bench.changes.draft(by=by, why=f"Say {name} otherwise") as draft:
            return _said(draft, name, form)

    async def _response(self, visit: Visit, told: Values, *, status: int = 200) -> Response:
        name = visit.request.path_params["response"]

        def values() -> dict[str, Any]:
            files = self._files()
            if name not in files.names():
                raise HTTPException(404)
            return {
                "name": name,
                "wordings": files.wordings(name),
                "faults": [],
                "collisions": {},
                "files": [],
                "typed": {},
                "problem": "",
                "detail": "",
                "done": "",
            }

        return await answer(self.bench, visit, "response.html", values, told, status=status)

    def _files(self) -> ResponseFiles:
        return ResponseFiles(self.bench.changes.look())


def _said(draft: Draft, name: str, form: dict[str, str]) -> Values | None:
    """The draft says what was typed, unless something is wrong with that."""
    files = ResponseFiles(draft)
    wording = files.wording(name, form.get("key", ""))
    said = _merged(wording, form)
    if wrong := faults(wording, said):
        return {"faults": wrong}
    files.say(wording, said)
    return None


def _merged(now: Wording, form: dict[str, str]) -> Said:
    """What was changed on the page over what is there now. Raises ``Collided``."""
    merged = dict(now.said)
    collisions = []
    for where, there in now.said.items():
        mine, base = form.get(where, there), form.get(f"was.{where}", there)
        if mine.strip() == base.strip():
            continue
        if there.strip() not in {base.strip(), mine.strip()}:
            collisions.append(Collision(where, there))
        merged[where] = mine
    if collisions:
        raise Collided(collisions)
    return merged


def routes(bench: Workbench) -> Sequence[BaseRoute]:
    pages, guard = ResponsePages(bench), bench.door.guard
    one = "/responses/{response:str}"
    return [
        Route("/responses", guard(pages.overview, Right.FOLLOW_TRAINING)),
        Route(one, guard(pages.response, Right.FOLLOW_TRAINING), methods=["GET"]),
        Route(one, guard(pages.change, Right.TRAIN), methods=["POST"]),
    ]
