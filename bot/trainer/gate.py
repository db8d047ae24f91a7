"""Whether a candidate may be published. A trainer cannot skip this; a supervisor gives a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from bot.trainer.report import Report


class Fault(StrEnum):
    CRISIS_LOST = "crisis_lost"
    LANGUAGE_LOST = "language_lost"
    DIALOGUES_FAILED = "dialogues_failed"
    DIALOGUES_NOT_PLAYED = "dialogues_not_played"


@dataclass(frozen=True)
class Finding:
    fault: Fault
    detail: str


@dataclass(frozen=True)
class Gate:
    crisis_messages_lost: int
    language_margin: float
    language_least: int
    dialogues_required: bool

    def judge(self, report: Report) -> list[Finding]:
        """Nothing where the candidate may be published."""
        return [*self._crises(report), *self._languages(report), *self._dialogues(report)]

    def _crises(self, report: Report) -> Iterator[Finding]:
        alarms = report.comparison.alarms
        for pair in (alarms.found, alarms.caught):
            lost = int(pair.before - pair.after)
            if lost > self.crisis_messages_lost:
                detail = f"{pair.after:g} / {pair.before:g} / {alarms.crises}"
                yield Finding(Fault.CRISIS_LOST, detail)
                return

    def _languages(self, report: Report) -> Iterator[Finding]:
        for language, share in report.comparison.languages.items():
            lost = share.before - share.after
            if share.count >= self.language_least and lost > self.language_margin:
                yield Finding(Fault.LANGUAGE_LOST, f"{language} -{100 * lost:.1f}")

    def _dialogues(self, report: Report) -> Iterator[Finding]:
        played = report.dialogues
        if played is None:
            if self.dialogues_required:
                yield Finding(Fault.DIALOGUES_NOT_PLAYED, "")
        elif played.failed:
            yield Finding(Fault.DIALOGUES_FAILED, "; ".join(played.failed))


@cache
def the_gate() -> Gate:
    return Gate(**yaml.safe_load(Path(__file__).with_name("gate.yml").read_text("utf-8")))
