"""Which model serves: published through the gate, or in spite of it by a supervisor; taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.model_tables import ModelPublication, ModelReport
from bot.servicing import audit
from bot.trained import NoSuchModelError, TrainedModels
from bot.trainer.gate import Finding, the_gate
from bot.trainer.report import Report, from_record, to_record

REASON_LEAST = 10
SHOWN = 50


class Kind(StrEnum):
    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"
    REFUSED = "refused"


class Refusal(StrEnum):
    NO_SUCH_MODEL = "no_such_model"
    SERVES_ALREADY = "serves_already"
    NOT_COMPARED = "not_compared"
    GATE = "gate"
    NO_REASON = "no_reason"
    NOTHING_BEFORE = "nothing_before"


class PublishRefused(Exception):  # noqa: N818 - named for what happened
    def __init__(self, code: Refusal, findings: Sequence[Finding] = ()) -> None:
        super().__init__(code.value)
        self.code = code
        self.findings = findings


@dataclass(frozen=True)
class Word:
    """Whose word it is and why; ``override`` is a supervisor's reason against the gate."""

    by: str
    why: str
    override: str | None = None


def keep_report(session: Session, report: Report, *, by: str, now: datetime) -> None:
    session.add(
        ModelReport(
            model=report.model, against=report.against, by=by, at=now, report=to_record(report)
        )
    )
    detail = {"against": report.against, "faults": [one.fault for one in the_gate().judge(report)]}
    audit.record(session, "model compared", by=by, subject=report.model, detail=detail, now=now)


def find_report(session: Session, model: str, *, against: str | None = None) -> Report | None:
    """The newest; with ``against``, the newest that compares with that model."""
    wanted = select(ModelReport.report).where(ModelReport.model == model)
    if against is not None:
        wanted = wanted.where(ModelReport.against == against)
    found = session.scalar(wanted.order_by(ModelReport.id.desc()).limit(1))
    return from_record(found) if found else None


def publish(
    session: Session, models: TrainedModels, model: str, word: Word, *, now: datetime
) -> None:
    """From the next moment on every running program takes it over. Raises ``PublishRefused``."""
    current = models.current
    if not models.is_whole(model):
        raise PublishRefused(Refusal.NO_SUCH_MODEL)
    if model == current:
        raise PublishRefused(Refusal.SERVES_ALREADY)
    report = find_report(session, model, against=current or "")
    if report is None:
        raise PublishRefused(Refusal.NOT_COMPARED)
    findings = the_gate().judge(report)
    if findings and word.override is None:
        raise PublishRefused(Refusal.GATE, findings)
    if findings and len(str(word.override).strip()) < REASON_LEAST:
        raise PublishRefused(Refusal.NO_REASON, findings)
    figures = _figures(report, findings)
    _serve(session, models, Kind.PUBLISHED, model, word, figures, now=now)


def roll_back(session: Session, models: TrainedModels, word: Word, *, now: datetime) -> str:
    """To what served before. Raises ``PublishRefused``."""
    before = models.previous
    if before is None or before == models.current:
        raise PublishRefused(Refusal.NOTHING_BEFORE)
    _serve(session, models, Kind.ROLLED_BACK, before, word, {}, now=now)
    return before


def note_refusal(session: Session, model: str, goes_on: str, *, now: datetime) -> None:
    """The running program could not load it, and went on with the model before."""
    session.add(_publication(Kind.REFUSED, model, goes_on, Word("", ""), "", {}, now=now))
    detail = {"goes_on": goes_on}
    audit.record(session, "model refused", by="", subject=model, detail=detail, now=now)


def history(session: Session) -> Sequence[ModelPublication]:
    newest = select(ModelPublication).order_by(ModelPublication.id.desc()).limit(SHOWN)
    return session.scalars(newest).all()


def _serve(
    session: Session,
    models: TrainedModels,
    kind: Kind,
    model: str,
    word: Word,
    figures: dict[str, Any],
    *,
    now: datetime,
) -> None:
    commit = models.about(model).commit
    session.add(_publication(kind, model, models.current, word, commit, figures, now=now))
    detail = {"before": models.current, "why": word.why, "override": word.override, **figures}
    action = f"model {kind.value.replace('_', ' ')}"
    audit.record(session, action, by=word.by, subject=model, detail=detail, now=now)
    try:
        models.serve(model, chosen=True)
    except NoSuchModelError:
        raise PublishRefused(Refusal.NO_SUCH_MODEL) from None


def _publication(
    kind: Kind,
    model: str,
    previous: str | None,
    word: Word,
    commit: str,
    figures: dict[str, Any],
    *,
    now: datetime,
) -> ModelPublication:
    return ModelPublication(
        kind=kind.value,
        model=model,
        previous=previous,
        by=word.by[:80],
        at=now,
        why=word.why.strip()[:400],
        override=word.override.strip()[:400] if word.override and figures.get("faults") else None,
        commit=commit[:40],
        figures=figures,
    )


def _figures(report: Report, findings: Sequence[Finding]) -> dict[str, Any]:
    """What a history shows, without the messages."""
    compared = report.comparison
    return {
        "accuracy": round(compared.accuracy.after, 4),
        "accuracy_before": round(compared.accuracy.before, 4),
        "crises_found": compared.alarms.found.after,
        "crises": compared.alarms.crises,
        "faults": [one.fault.value for one in findings],
    }
