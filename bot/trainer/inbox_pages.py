"""The inbox: one message after the other, each settled by a key; whole without its script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import yaml
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.ledger.clock import machine_now
from bot.ledger.tables import Conversation, Staff
from bot.ledger.training_tables import TrainingLabel
from bot.pages.access import Right, Visit
from bot.servicing import audit, labelling
from bot.servicing.labelling import Decision, LabelProblem, LabelRefused, Mark, Verdict
from bot.servicing.misreadings import (
    Heard,
    around,
    find_heard,
    is_crisis,
    known_names,
    masked,
    whole_conversation,
)
from bot.trainer import labels_to_examples, saved_tests
from bot.trainer.example_files import ExampleFiles
from bot.trainer.inbox import Inbox, KnownExamples
from bot.trainer.problems import CannotChange
from bot.trainer.sections import Workbench
from bot.trainer.worth import InboxRules, Worthy, load_rules
from bot.understanding.embeddings import KeptEmbeddings

HOME = "/trainer/inbox"
LABELS = f"{HOME}/labels"
AROUND = 6
LABELS_SHOWN = 200
FORM_WISHES = ("intent", "intent_2", "intent_3")
NUMBER_DIGITS = 15
# Entities that are read in messages; the others are carried by our own buttons.
ENTITIES = ("amount", "date", "duration", "count", "hardship_reason", "loan", "language")


@dataclass
class InboxPages:
    bench: Workbench
    inbox: Inbox
    rules: InboxRules = field(default_factory=load_rules)

    async def page(self, visit: Visit) -> Response:
        queue = await self.inbox.queue(visit.staff)
        shown = await self._shown(visit, queue)
        values = {
            "queue": queue[: self.rules.shown],
            "more": max(0, len(queue) - self.rules.shown),
            "shown": shown,
            "entities": ENTITIES,
            "intents": await asyncio.to_thread(self._intents),
            "told": {name: value[:80] for name, value in visit.request.query_params.items()},
            **(await self._beside(visit, shown) if shown else {}),
            "unwritten": await self.bench.database.read(labelling.count_unwritten),
        }
        return self.bench.pages.page(visit, "inbox.html", values)

    async def _shown(self, visit: Visit, queue: Sequence[Worthy]) -> Worthy | None:
        """The one asked for, or the first."""
        asked = visit.request.query_params.get("message", "")
        if not asked:
            return queue[0] if queue else None
        message = _number(asked)
        waiting = next((one for one in queue if one.heard.message_id == message), None)
        if waiting:
            return waiting
        heard = await self.bench.database.read(find_heard, visit.staff, message)
        if heard is None:
            raise HTTPException(404)
        return Worthy(heard, (), 0.0)

    async def _beside(self, visit: Visit, shown: Worthy) -> dict[str, Any]:
        heard = shown.heard
        if heard.is_crisis:
            await self.bench.database.write(_record_sight, visit.staff, heard)
        return {
            "around": await self.bench.database.read(around, visit.staff, heard, count=AROUND),
            "near": await self.inbox.nearest(heard),
            "is_compared": self.inbox.known.likeness is not None,
        }

    async def label(self, visit: Visit) -> Response:
        messages = [_number(part) for part in visit.form.get("messages", "").split(",")]
        alone = visit.form.get("alike") != "yes"
        decision = self._decision(visit.form)
        try:
            await self.bench.database.write(
                labelling.label,
                visit.staff,
                messages[:1] if alone else messages,
                decision,
                now=machine_now(),
            )
        except LabelRefused as refused:
            return _back(problem=refused.code, message=str(messages[0]))
        return _back(told=decision.verdict, of=", ".join(decision.intents))

    def _decision(self, form: dict[str, str]) -> Decision:
        known = set(self._intents())
        wishes = [form.get(name, "").strip() for name in FORM_WISHES]
        intents = tuple(dict.fromkeys(wish for wish in wishes if wish))
        try:
            verdict = Verdict(form.get("verdict", ""))
            marks = _marks(form.get("marks", ""))
        except (ValueError, TypeError, KeyError):
            raise HTTPException(400) from None
        if any(intent not in known for intent in intents):
            raise HTTPException(400)
        return Decision(verdict, intents, form.get("note", "").strip(), marks)

    async def undo(self, visit: Visit) -> Response:
        try:
            undone = await self.bench.database.write(labelling.undo, visit.staff, now=machine_now())
        except LabelRefused as refused:
            return _back(problem=refused.code)
        return _back(told="undone", message=str(undone[0].message_id))

    async def labels(self, visit: Visit) -> Response:
        kept = await self.bench.database.read(labelling.standing, most=LABELS_SHOWN)
        unwritten = await self.bench.database.read(labelling.count_unwritten)
        told = {name: value[:200] for name, value in visit.request.query_params.items()}
        values = {"labels": kept, "unwritten": unwritten, "told": told}
        return self.bench.pages.page(visit, "labels.html", values)

    async def write(self, visit: Visit) -> Response:
        """The files first: a label that is an example twice does no harm, one that is lost does."""
        labels = await self.bench.database.read(labelling.unwritten)
        try:
            outcome = await asyncio.to_thread(
                labels_to_examples.write,
                self.bench.changes,
                labels,
                self.rules,
                by=visit.staff.name,
            )
        except CannotChange as refused:
            return _to(LABELS, problem=refused.problem, detail=refused.detail[:200])
        done = [label.id for label in outcome.done]
        await self.bench.database.write(_mark_written, visit.staff, done)
        left = len(outcome.left) - (len(done) - len(outcome.written))
        return _to(LABELS, written=str(len(outcome.written)), left=str(left))

    async def save_test(self, visit: Visit) -> Response:
        """A conversation with a crisis in it only by who is cleared."""
        message = _number(visit.form.get("message", ""))
        name = " ".join(visit.form.get("name", "").split())[:80]
        entry = await self.bench.database.read(self._as_test, visit.staff, message, name)
        if entry is None:
            return _back(problem="nothing_to_save", message=str(message))
        try:
            await asyncio.to_thread(self._keep_test, entry, visit.staff.name)
        except CannotChange as refused:
            return _back(problem=refused.problem, message=str(message))
        return _back(told="saved", message=str(message))

    def _as_test(self, session: Session, staff: Staff, message: int, name: str) -> str | None:
        heard = find_heard(session, staff, message)
        if heard is None:
            raise HTTPException(404)
        said = whole_conversation(session, heard)
        if not staff.is_cleared and any(is_crisis(one) for one in said):
            raise HTTPException(403)
        conversation = session.get_one(Conversation, heard.conversation_id)
        names = known_names(session, heard.conversation_id)
        locale = conversation.locale
        texts = [self.rules.without_masks(masked(one.text, names), locale) for one in said]
        title = name or f"saved from message {message}"
        try:
            return saved_tests.as_test(said, title, locale, conversation.channel, texts)
        except saved_tests.NothingToSave:
            return None

    def _keep_test(self, entry: str, by: str) -> None:
        with self.bench.changes.draft(by=by, why="Keep a conversation as a test") as draft:
            try:
                kept = draft.read(saved_tests.SAVED)
            except FileNotFoundError:
                kept = ""
            draft.write(saved_tests.SAVED, saved_tests.with_test(kept, entry))

    def _intents(self) -> Sequence[str]:
        try:
            return ExampleFiles(self.bench.changes.look()).intents()
        except CannotChange:
            return self._served_intents

    @cached_property
    def _served_intents(self) -> Sequence[str]:
        """While a trainer's own ``domain.yml`` cannot be read."""
        domain = yaml.safe_load((self.bench.project / "domain.yml").read_text("utf-8"))
        return [str(intent) for intent in domain["intents"]]


def routes(bench: Workbench) -> Sequence[BaseRoute]:
    known = KnownExamples(bench.changes, KeptEmbeddings(bench.models.folder / "fitted"))
    pages = InboxPages(bench, Inbox(bench.database, known, load_rules()))
    guard: Callable[..., Any] = bench.door.guard
    return [
        Route("/inbox", guard(pages.page, Right.FOLLOW_TRAINING), methods=["GET"]),
        Route("/inbox/label", guard(pages.label, Right.TRAIN), methods=["POST"]),
        Route("/inbox/undo", guard(pages.undo, Right.TRAIN), methods=["POST"]),
        Route("/inbox/save-test", guard(pages.save_test, Right.TRAIN), methods=["POST"]),
        Route("/inbox/labels", guard(pages.labels, Right.FOLLOW_TRAINING), methods=["GET"]),
        Route("/inbox/labels/write", guard(pages.write, Right.TRAIN), methods=["POST"]),
    ]


def _record_sight(session: Session, staff: Staff, heard: Heard) -> None:
    audit.record(
        session,
        "crisis message seen",
        by=staff.name,
        subject=str(heard.message_id),
        now=machine_now(),
    )


def _mark_written(session: Session, staff: Staff, labels: Sequence[int]) -> None:
    now = machine_now()
    for number in labels:
        session.get_one(TrainingLabel, number).written_at = now
    detail = {"labels": len(labels)}
    audit.record(session, "labels written", by=staff.name, detail=detail, now=now)


def _marks(text: str) -> Sequence[Mark]:
    told = json.loads(text or "[]")
    marks = [Mark(str(one["entity"]), int(one["start"]), int(one["end"])) for one in told]
    if any(mark.entity not in ENTITIES for mark in marks):
        raise ValueError
    return marks


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > NUMBER_DIGITS:
        raise HTTPException(404)
    return int(text)


def _back(**told: str) -> Response:
    return _to(HOME, **told)


def _to(page: str, **told: str | LabelProblem) -> Response:
    query = urlencode({name: str(value) for name, value in told.items()})
    return RedirectResponse(f"{page}?{query}", 303)
