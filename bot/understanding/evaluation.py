"""How well a trained model reads a file of labelled messages, as a report and pictures."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from bot.understanding import measures
from bot.understanding.message_tables import UnusableTableError, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from bot.understanding.understand import Told, Understanding

BATCH = 64
WORST = 10
EXAMPLES = 3
STEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)
"""Of the distress strength; an alarm is raised from 1."""
CALM = "calm"


@dataclass(frozen=True)
class Labelled:
    """The messages of a file with their labels, and which lines could not be read."""

    rows: list[dict[str, str]]
    skipped: list[str] = field(default_factory=list)

    @property
    def has_intents(self) -> bool:
        return "intent" in self.rows[0]

    def column(self, name: str, default: str = "") -> list[str]:
        return [row.get(name, default) or default for row in self.rows]


@dataclass(frozen=True)
class Answers:
    """What a model said of the messages, and how strong a sign of distress it saw in each."""

    told: list[Told]
    signs: list[float]

    @property
    def intents(self) -> list[str]:
        return [one["intent"] for one in self.told]


def read_labelled(path: Path) -> Labelled:
    """Raise `UnusableTableError` where the file has no line with a text and a label."""
    labelled = Labelled([])
    for line in read_table(path, "text"):
        if error := line.error or _mistake(line.cells):
            labelled.skipped.append(f"line {line.number}: {error}")
        else:
            labelled.rows.append(line.cells)
    if not labelled.rows:
        raise UnusableTableError(f"{path} has no line that can be read")
    return labelled


def _mistake(cells: dict[str, str]) -> str | None:
    if not cells.get("intent", "?").strip():
        return "nothing under intent"
    try:
        told = json.loads(cells.get("entities") or "[]")
        _pairs(told)
    except (ValueError, TypeError, KeyError):
        return "entities are not a JSON list of objects with entity and value"
    return None


def answer(model: Understanding, labelled: Labelled, *, as_of: date, currency: str) -> Answers:
    told: list[Told] = []
    signs: list[float] = []
    texts = labelled.column("text")
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        told += model.understand(batch, as_of=as_of, currency=currency)
        signs += [reading.distressed for reading in model.screen.screen_all(batch)]
    return Answers(told, signs)


def report(labelled: Labelled, answers: Answers) -> Iterator[str]:
    """Markdown, line by line."""
    yield f"{len(labelled.rows)} messages"
    yield from labelled.skipped
    if labelled.has_intents:
        yield from _intents(labelled, answers)
    yield from _entities(labelled, answers)
    yield from _distress(labelled, answers)


def _intents(labelled: Labelled, answers: Answers) -> Iterator[str]:
    truth, told = labelled.column("intent"), answers.intents
    yield from ("", "| language | messages | accuracy | macro F1 |", "|---|---|---|---|")
    for language, rows in [("all", range(len(truth))), *_by_language(labelled)]:
        some, theirs = [truth[i] for i in rows], [told[i] for i in rows]
        right, f1 = measures.accuracy(some, theirs), measures.macro_f1(some, theirs)
        yield f"| {language} | {len(some)} | {right:.3f} | {f1:.3f} |"
    yield from _worst(labelled, told)
    yield from _calibration(truth, answers)


def comparison(labelled: Labelled, answers: Answers, others: Answers) -> Iterator[str]:
    """Two models side by side, and whether chance explains the difference."""
    truth = labelled.column("intent")
    right = [a == b for a, b in zip(truth, answers.intents, strict=True)]
    right_other = [a == b for a, b in zip(truth, others.intents, strict=True)]
    first, other, p = measures.mcnemar(right, right_other)
    yield from ("", "| | this model | compared model |", "|---|---|---|")
    for name, figure in (("accuracy", measures.accuracy), ("macro F1", measures.macro_f1)):
        here, there = figure(truth, answers.intents), figure(truth, others.intents)
        yield f"| {name} | {here:.3f} | {there:.3f} |"
    yield f"| right alone | {first} | {other} |"
    yield f"McNemar's exact test: p = {p:.4f}"


def _by_language(labelled: Labelled) -> list[tuple[str, list[int]]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for number, language in enumerate(labelled.column("language", "unknown")):
        rows[language].append(number)
    return sorted(rows.items())


def _worst(labelled: Labelled, told: Sequence[str]) -> Iterator[str]:
    truth = labelled.column("intent")
    yield from ("", "| right | told | times | examples |", "|---|---|---|---|")
    for (right, wrong), times in measures.confusions(truth, told)[:WORST]:
        examples = [
            text
            for text, a, b in zip(labelled.column("text"), truth, told, strict=True)
            if (a, b) == (right, wrong)
        ]
        shown = " / ".join(examples[:EXAMPLES]).replace("|", "\\|")
        yield f"| {right} | {wrong} | {times} | {shown} |"


def _calibration(truth: Sequence[str], answers: Answers) -> Iterator[str]:
    bins = reliability(truth, answers)
    yield from ("", "| confidence | accuracy | messages |", "|---|---|---|")
    yield from (f"| {of.confidence:.2f} | {of.accuracy:.2f} | {of.count} |" for of in bins)
    yield f"Expected calibration error: {measures.calibration_error(bins):.3f}"


def reliability(truth: Sequence[str], answers: Answers) -> list[measures.Bin]:
    confidences = [one["confidence"] for one in answers.told]
    right = [a == b for a, b in zip(truth, answers.intents, strict=True)]
    return measures.calibration(confidences, right)


def _entities(labelled: Labelled, answers: Answers) -> Iterator[str]:
    """Recall and precision by entity, where the file has a JSON list of `entity` and `value`."""
    wanted = [_pairs(json.loads(cell or "[]")) for cell in labelled.column("entities")]
    if not any(wanted):
        return
    found = [_pairs(one["entities"]) for one in answers.told]
    yield from ("", "| entity | wanted | found | right |", "|---|---|---|---|")
    for entity in sorted({name for some in wanted for name, _ in some}):
        counts = [
            (
                {value for name, value in a if name == entity},
                {value for name, value in b if name == entity},
            )
            for a, b in zip(wanted, found, strict=True)
        ]
        sums = [sum(len(some) for some in side) for side in zip(*counts, strict=True)]
        yield f"| {entity} | {sums[0]} | {sums[1]} | {sum(len(a & b) for a, b in counts)} |"


def _pairs(entities: Sequence[Told]) -> set[tuple[str, str]]:
    return {
        (one["entity"], json.dumps(_plain(one["value"]), sort_keys=True, ensure_ascii=False))
        for one in entities
    }


def _plain(value: Any) -> Any:
    """6, "6.00" and {"value": 6, "frequency": null} are the same."""
    if isinstance(value, dict):
        said = {name: _plain(part) for name, part in value.items() if part is not None}
        return said["value"] if said.keys() == {"value"} else said
    try:
        return str(Decimal(str(value)).normalize())
    except InvalidOperation:
        return value


def _distress(labelled: Labelled, answers: Answers) -> Iterator[str]:
    levels = labelled.column("distress")
    if not any(levels):
        return
    yield from ("", "| level | messages | any distress told | crisis told |", "|---|---|---|---|")
    told = [one["distress"]["level"] for one in answers.told]
    for level in sorted(set(filter(None, levels))):
        theirs = [b for a, b in zip(levels, told, strict=True) if a == level]
        alarmed, crises = (len(theirs) - theirs.count(CALM)), theirs.count("crisis")
        shares = f"{alarmed / len(theirs):.3f} | {crises / len(theirs):.3f}"
        yield f"| {level} | {len(theirs)} | {shares} |"
    yield from ("", "| alarm from | crisis found | calm alarmed |", "|---|---|---|")
    for point in distress_curve(labelled, answers):
        yield f"| {point.threshold:.2f} | {point.recall:.3f} | {point.false_alarms:.3f} |"


def distress_curve(labelled: Labelled, answers: Answers) -> list[measures.Point]:
    """Of crisis messages against calm ones; empty where the file lacks either."""
    pairs = list(zip(labelled.column("distress"), answers.signs, strict=True))
    told = [(sign, level == "crisis") for level, sign in pairs if level in {"crisis", CALM}]
    if len({is_crisis for _, is_crisis in told}) < len((True, False)):
        return []
    return measures.curve([sign for sign, _ in told], [crisis for _, crisis in told], STEPS)
