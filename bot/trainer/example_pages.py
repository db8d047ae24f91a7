"""Examples: search them, see how they are spread, add, edit, move and remove them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.pages.access import Right, Visit
from bot.trainer import hints, naming_pages
from bot.trainer.answering import CONFLICT, UNPROCESSABLE, answer
from bot.trainer.example_files import ExampleFiles
from bot.trainer.hints import Hints
from bot.trainer.problems import CannotChange, Problem
from bot.trainer.sections import Workbench
from bot.trainer.shown import Shown

HOME = "/trainer/examples"
FOUND = 200


@dataclass(frozen=True)
class ExamplePages:
    bench: Workbench
    shown: Shown = field(default_factory=Shown)

    @cached_property
    def hints(self) -> Hints:
        return Hints(self.bench.project)

    async def overview(self, visit: Visit) -> Response:
        words = visit.request.query_params.get("q", "")[:100]
        return await answer(self.bench, visit, "examples.html", partial(self._overview, words))

    def _overview(self, words: str) -> dict[str, Any]:
        files = self._files()
        examples = files.examples()
        found = hints.search(examples, words) if words.strip() else []
        counts = hints.counts(examples)
        return {
            "words": words,
            "found": found[:FOUND],
            "found_count": len(found),
            "languages_of_data": files.languages(),
            "intents": files.intents(),
            "counts": counts,
            "most": max(counts.values(), default=1),
            "is_short": hints.is_short,
            "broken": files.broken(),
        }

    async def look_for_trouble(self, visit: Visit) -> Response:
        return await answer(self.bench, visit, "hints.html", self._trouble)

    def _trouble(self) -> dict[str, Any]:
        examples = self._files().examples()
        return {"repeated": hints.repeated(examples), "alike": self.hints.alike(examples)}

    async def intent(self, visit: Visit) -> Response:
        name = visit.request.path_params["intent"]
        values = {"done": visit.request.query_params.get("done", "")}
        return await answer(self.bench, visit, "intent.html", partial(self._intent, name), values)

    def _intent(self, name: str) -> dict[str, Any]:
        files = self._files()
        if name not in files.intents():
            raise HTTPException(404)
        examples = {language: files.of(name, language) for language in files.languages()}
        return {
            "intent": name,
            "intents": files.intents(),
            "examples": examples,
            "versions": {language: self.shown.keep(some) for language, some in examples.items()},
            "findings": self.hints.of_intent(files.examples(), name),
            "broken": files.broken(),
            "is_short": hints.is_short,
            "problem": None,
            "detail": "",
            "typed": {},
        }

    async def example(self, visit: Visit) -> Response:
        """One, with what it is like and all that can be done to it."""
        wanted = visit.request.query_params.get("text", "")
        params = visit.request.path_params
        work = partial(self._example, params["intent"], params["language"], wanted)
        return await answer(self.bench, visit, "example.html", work)

    def _example(self, intent: str, language: str, text: str) -> dict[str, Any]:
        files = self._files()
        now = files.of(intent, language)
        if text not in now:
            raise HTTPException(404)
        return {
            "intent": intent,
            "language": language,
            "text": text,
            "intents": files.intents(),
            "version": self.shown.keep(now),
            "nearest": self.hints.nearest(files.examples(), text),
            "problem": None,
            "detail": "",
            "typed": {},
        }

    async def change(self, visit: Visit) -> Response:
        """Written and committed; a refusal or a question is answered on a page that keeps it."""
        intent, form = visit.request.path_params["intent"], visit.form
        try:
            done = await asyncio.to_thread(self._change, visit.staff.name, intent, form)
        except CannotChange as refused:
            if refused.problem is Problem.NOT_FOUND and form.get("do") != "add":
                return await self._ask(visit, intent)
            return await self._refuse(visit, intent, refused)
        return RedirectResponse(f"{HOME}/{intent}?done={done}#in-{form.get('language', '')}", 303)

    def _change(self, by: str, intent: str, form: dict[str, str]) -> str:
        do, language, text = form.get("do", ""), form.get("language", ""), form.get("text", "")
        to = form.get("to", "")
        with self.bench.changes.draft(by=by, why=_why(do, intent, text, to)) as draft:
            files = ExampleFiles(draft)
            match do:
                case "add":
                    files.add(intent, language, text)
                case "edit":
                    files.edit(intent, language, text, to)
                case "move":
                    files.move(intent, language, text, to)
                case "remove":
                    files.remove(intent, language, text)
                case _:
                    raise HTTPException(400)
        return do

    async def _ask(self, visit: Visit, intent: str) -> Response:
        """Somebody else changed the example meanwhile: yours, theirs or both."""
        form = visit.form
        language, text = form.get("language", ""), form.get("text", "")

        def values() -> dict[str, Any]:
            files = self._files()
            now = files.of(intent, language)
            theirs = self.shown.became(form.get("version", ""), text, now)
            moved = [one.intent for one in files.examples() if one.text == text]
            return {
                "intent": intent,
                "language": language,
                "text": text,
                "do": form.get("do", ""),
                "to": form.get("to", ""),
                "theirs": theirs,
                "moved_to": moved[0] if moved else "",
                "version": self.shown.keep(now),
            }

        return await answer(self.bench, visit, "question.html", values, status=CONFLICT)

    async def _refuse(self, visit: Visit, intent: str, refused: CannotChange) -> Response:
        form = visit.form
        told = {"problem": refused.problem.value, "detail": refused.detail, "typed": form}
        if form.get("do") == "add":
            work, name = partial(self._intent, intent), "intent.html"
            told["done"] = ""
        else:
            language, text = form.get("language", ""), form.get("text", "")
            work, name = partial(self._example, intent, language, text), "example.html"
        return await answer(self.bench, visit, name, work, told, status=UNPROCESSABLE)

    def _files(self) -> ExampleFiles:
        return ExampleFiles(self.bench.changes.look())


def _why(do: str, intent: str, text: str, to: str) -> str:
    words = {
        "add": f"Add an example of {intent}: {text}",
        "edit": f"Say an example of {intent} otherwise: {to}",
        "move": f"Move an example from {intent} to {to}: {text}",
        "remove": f"Remove an example of {intent}: {text}",
    }
    return words.get(do, do)


def routes(bench: Workbench) -> Sequence[BaseRoute]:
    pages, guard = ExamplePages(bench), bench.door.guard
    return [
        Route("/examples", guard(pages.overview, Right.FOLLOW_TRAINING)),
        Route("/examples/hints", guard(pages.look_for_trouble, Right.FOLLOW_TRAINING)),
        Route(
            "/examples/{intent:str}", guard(pages.intent, Right.FOLLOW_TRAINING), methods=["GET"]
        ),
        Route("/examples/{intent:str}", guard(pages.change, Right.TRAIN), methods=["POST"]),
        *naming_pages.routes(bench),
        Route("/examples/{intent:str}/{language:str}", guard(pages.example, Right.FOLLOW_TRAINING)),
    ]
