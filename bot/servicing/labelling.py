"""What trainers say that messages mean. It counts until it is undone, and becomes examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.scripts import detect_locale
from bot.ledger.tables import Staff, new_id
from bot.ledger.training_tables import TrainingLabel
from bot.servicing import audit
from bot.servicing.misreadings import find_heard

NOTE_LIMIT = 500
MARKS_LIMIT = 20
FEWEST_WISHES = 2
MOST_WISHES = 5
MOST_AT_ONCE = 50


class Verdict(StrEnum):
    INTENT = "intent"
    SEVERAL = "several"
    NOT_USEFUL = "not_useful"
    NEW_INTENT = "new_intent"


class LabelProblem(StrEnum):
    NOT_FOUND = "not_found"
    LABELLED = "labelled"
    INTENTS = "intents"
    NOTE = "note"
    MARKS = "marks"
    NOTHING_TO_UNDO = "nothing_to_undo"


class LabelRefused(Exception):  # noqa: N818 - named for what happened
    def __init__(self, code: LabelProblem) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class Mark:
    """An entity that the trainer selected in the masked text."""

    entity: str
    start: int
    end: int


@dataclass(frozen=True)
class Decision:
    verdict: Verdict
    intents: Sequence[str] = ()
    note: str = ""
    marks: Sequence[Mark] = field(default_factory=tuple)


def label(
    session: Session, staff: Staff, messages: Sequence[int], decision: Decision, *, now: datetime
) -> str:
    """Of a message, and of others that say the same; the marks are of the first. Its batch.

    Raises ``LabelRefused``.
    """
    _check(decision)
    batch = new_id()
    for place, message_id in enumerate(messages[:MOST_AT_ONCE]):
        marks = decision.marks if place == 0 else ()
        session.add(_label(session, staff, message_id, decision, marks, batch, now))
    audit.record(
        session,
        "label",
        by=staff.name,
        subject=str(messages[0]),
        detail={"verdict": decision.verdict.value, "intents": list(decision.intents)},
        now=now,
    )
    session.flush()
    return batch


def undo(session: Session, staff: Staff, *, now: datetime) -> list[TrainingLabel]:
    """This person's last labels that are no examples yet, all that were given at once."""
    last = session.scalar(
        select(TrainingLabel.batch)
        .where(
            TrainingLabel.by == staff.name,
            TrainingLabel.undone_at.is_(None),
            TrainingLabel.written_at.is_(None),
        )
        .order_by(TrainingLabel.id.desc())
        .limit(1)
    )
    if last is None:
        raise LabelRefused(LabelProblem.NOTHING_TO_UNDO)
    undone = session.scalars(
        select(TrainingLabel).where(TrainingLabel.batch == last).order_by(TrainingLabel.id)
    ).all()
    for one in undone:
        one.undone_at = now
    audit.record(session, "label undone", by=staff.name, subject=str(undone[0].message_id), now=now)
    return list(undone)


def standing(session: Session, *, most: int) -> Sequence[TrainingLabel]:
    """The newest first."""
    return session.scalars(
        select(TrainingLabel)
        .where(TrainingLabel.undone_at.is_(None))
        .order_by(TrainingLabel.id.desc())
        .limit(most)
    ).all()


def unwritten(session: Session) -> Sequence[TrainingLabel]:
    """Those of one intent that are no examples yet, the oldest first."""
    return session.scalars(_unwritten().order_by(TrainingLabel.id)).all()


def count_unwritten(session: Session) -> int:
    return session.scalar(_unwritten().with_only_columns(func.count())) or 0


def _unwritten() -> Any:
    return select(TrainingLabel).where(
        TrainingLabel.verdict == Verdict.INTENT.value,
        TrainingLabel.undone_at.is_(None),
        TrainingLabel.written_at.is_(None),
    )


def _label(
    session: Session,
    staff: Staff,
    message_id: int,
    decision: Decision,
    marks: Sequence[Mark],
    batch: str,
    now: datetime,
) -> TrainingLabel:
    heard = find_heard(session, staff, message_id)
    if heard is None:
        raise LabelRefused(LabelProblem.NOT_FOUND)
    if _is_labelled(session, message_id):
        raise LabelRefused(LabelProblem.LABELLED)
    if any(not 0 <= mark.start < mark.end <= len(heard.text) for mark in marks):
        raise LabelRefused(LabelProblem.MARKS)
    return TrainingLabel(
        message_id=message_id,
        batch=batch,
        verdict=decision.verdict.value,
        intents=list(decision.intents),
        marks={
            "marks": [
                {
                    "entity": mark.entity,
                    "start": mark.start,
                    "end": mark.end,
                    "text": heard.text[mark.start : mark.end],
                }
                for mark in marks
            ]
        },
        text=heard.text,
        language=detect_locale(heard.text, current=heard.locale) or heard.locale,
        note=decision.note,
        by=staff.name,
        at=now,
    )


def _is_labelled(session: Session, message_id: int) -> bool:
    there = select(TrainingLabel.id).where(
        TrainingLabel.message_id == message_id, TrainingLabel.undone_at.is_(None)
    )
    return session.scalar(there.limit(1)) is not None


def _check(decision: Decision) -> None:
    fitting = {
        Verdict.INTENT: range(1, 2),
        Verdict.SEVERAL: range(FEWEST_WISHES, MOST_WISHES + 1),
    }.get(decision.verdict, range(1))
    if len(decision.intents) not in fitting:
        raise LabelRefused(LabelProblem.INTENTS)
    needs_note = decision.verdict is Verdict.NEW_INTENT
    if len(decision.note) > NOTE_LIMIT or (needs_note and not decision.note.strip()):
        raise LabelRefused(LabelProblem.NOTE)
    if len(decision.marks) > MARKS_LIMIT:
        raise LabelRefused(LabelProblem.MARKS)
