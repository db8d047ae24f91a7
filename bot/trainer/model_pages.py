"""Models: what was trained, how good it is, what serves, and whose word it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.ledger.clock import machine_now
from bot.ledger.tables import Staff
from bot.live import CLOSED
from bot.pages.access import Right, Visit
from bot.pages.streams import HEARTBEAT, event, stream
from bot.trained import NoSuchModelError
from bot.trainer import publishing, runs, shadow
from bot.trainer.gate import the_gate
from bot.trainer.matrix import draw
from bot.trainer.problems import CannotChange
from bot.trainer.publishing import PublishRefused, Refusal, Word
from bot.trainer.sections import Workbench

HOME = "/trainer/models"
LOOK_SECONDS = 1.0
TOPIC = "models"


@dataclass(frozen=True)
class ModelPages:
    bench: Workbench

    async def models(self, visit: Visit) -> Response:
        values = await self.bench.database.write(self._overview)
        return self._page(visit, "models.html", values)

    def _overview(self, session: Session) -> dict[str, Any]:
        """Writing, since a run whose process is gone is told so here."""
        runs.bury(session, now=machine_now())
        models = self.bench.models
        return {
            "made": [models.about(model) for model in models.ids()],
            "current": models.current,
            "previous": models.previous,
            "runs": runs.newest(session),
            "steps": runs.STEPS,
            "history": publishing.history(session),
            "shadow": shadow.active(session),
        }

    async def report(self, visit: Visit) -> Response:
        model = visit.request.path_params["model"]
        values = await self.bench.database.read(self._report, model, visit.staff)
        query = visit.request.query_params
        chosen = query.get("right", ""), query.get("told", "")
        if values["report"] is not None:
            cells = values["report"].comparison.cells
            values["matrix"] = draw(cells)
            values["cell"] = next((c for c in cells if (c.right, c.told) == chosen), None)
        return self._page(visit, "model.html", values)

    def _report(self, session: Session, model: str, staff: Staff) -> dict[str, Any]:
        models = self.bench.models
        try:
            about = models.about(model)
        except NoSuchModelError:
            raise HTTPException(404) from None
        report = publishing.find_report(session, model)
        return {
            "about": about,
            "current": models.current,
            "report": report,
            "findings": the_gate().judge(report) if report else (),
            "gate": the_gate(),
            "is_fresh": report is not None and report.against == models.current,
            "read_along": shadow.read_along(session, model, staff),
            "reason_least": publishing.REASON_LEAST,
            "cell": None,
        }

    async def train(self, visit: Visit) -> Response:
        try:
            source = await asyncio.to_thread(self.bench.changes.folder)
            run = await self.bench.database.write(
                runs.begin, by=visit.staff.name, why=visit.form.get("why", ""), now=machine_now()
            )
        except runs.Busy:
            return RedirectResponse(f"{HOME}?problem=busy", 303)
        except CannotChange:
            return RedirectResponse(f"{HOME}?problem=no_folder", 303)
        self.bench.runner.start(run.id, source, dialogues=visit.form.get("dialogues") == "yes")
        return self._done()

    async def publish(self, visit: Visit) -> Response:
        """A supervisor may give a reason against the gate; a trainer's is not even looked at."""
        override = visit.form.get("override", "").strip()
        may_override = visit.may(Right.SUPERVISE) and bool(override)
        word = Word(visit.staff.name, visit.form.get("why", ""), override if may_override else None)
        models, model = self.bench.models, visit.request.path_params["model"]
        return await self._change(
            visit,
            lambda session: publishing.publish(session, models, model, word, now=machine_now()),
        )

    async def roll_back(self, visit: Visit) -> Response:
        models, word = self.bench.models, Word(visit.staff.name, visit.form.get("why", ""))
        return await self._change(
            visit, lambda session: publishing.roll_back(session, models, word, now=machine_now())
        )

    async def read_along(self, visit: Visit) -> Response:
        model = visit.request.path_params["model"]
        try:
            await self.bench.database.write(
                shadow.begin, self.bench.models, model, by=visit.staff.name, now=machine_now()
            )
        except NoSuchModelError:
            raise HTTPException(404) from None
        return self._done()

    async def read_no_more(self, visit: Visit) -> Response:
        await self.bench.database.write(shadow.end, by=visit.staff.name, now=machine_now())
        return self._done()

    async def events(self, visit: Visit) -> Response:
        return stream(self._changes(visit))

    async def _changes(self, visit: Visit) -> AsyncIterator[str]:
        """Says only that something changed; ends with the session of who listens."""
        with self.bench.live.subscribe(TOPIC) as subscription:
            seen: object = None
            yield event("ready", {})
            while await self.bench.door.signed_in(visit.token):
                heard = await subscription.wait(LOOK_SECONDS)
                if CLOSED in heard:
                    return
                there = await self.bench.database.read(_fingerprint)
                yield event("changed", {}) if there != seen else HEARTBEAT
                seen = there

    async def _change(self, visit: Visit, work: Callable[[Session], object]) -> Response:
        try:
            await self.bench.database.write(work)
        except PublishRefused as refused:
            model = visit.request.path_params.get("model")
            is_here = model is not None and refused.code is not Refusal.NO_SUCH_MODEL
            where = f"{HOME}/{model}" if is_here else HOME
            return RedirectResponse(f"{where}?problem={refused.code}", 303)
        return self._done()

    def _done(self) -> Response:
        self.bench.live.publish(TOPIC)
        return RedirectResponse(HOME, 303)

    def _page(self, visit: Visit, name: str, values: dict[str, Any]) -> Response:
        problem = visit.request.query_params.get("problem", "")
        return self.bench.pages.page(visit, name, {**values, "problem": problem})


def _fingerprint(session: Session) -> object:
    run = runs.running(session)
    newest = runs.newest(session)[:1]
    return (
        run and (run.id, run.step, len(run.log), run.log[-80:]),
        [(one.id, one.state) for one in newest],
        [one.id for one in publishing.history(session)[:1]],
    )


def routes(bench: Workbench) -> Sequence[BaseRoute]:
    pages, guard = ModelPages(bench), bench.door.guard
    look, train, one = Right.FOLLOW_TRAINING, Right.TRAIN, "/models/{model:str}"
    return [
        Route("/models", guard(pages.models, look), methods=["GET"]),
        Route("/models/events", guard(pages.events, look), methods=["GET"]),
        Route("/models/train", guard(pages.train, train), methods=["POST"]),
        Route("/models/rollback", guard(pages.roll_back, look), methods=["POST"]),
        Route("/models/read-no-more", guard(pages.read_no_more, train), methods=["POST"]),
        Route(one, guard(pages.report, look), methods=["GET"]),
        Route(f"{one}/publish", guard(pages.publish, look), methods=["POST"]),
        Route(f"{one}/read-along", guard(pages.read_along, train), methods=["POST"]),
    ]
