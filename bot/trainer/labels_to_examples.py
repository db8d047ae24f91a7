"""Labels become training examples: one commit, with the trainer as its author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ledger.training_tables import TrainingLabel
from bot.trainer.changes import Changes
from bot.trainer.example_files import ExampleFiles
from bot.trainer.problems import CannotChange, Problem
from bot.trainer.worth import InboxRules

FOLDERS = {"zh_Hans_CN": "zh_Hans"}
"""Of a locale's examples, where it is called otherwise."""


@dataclass(frozen=True)
class Outcome:
    """``left`` are those that no example was made of, and why."""

    written: Sequence[TrainingLabel]
    left: Sequence[tuple[TrainingLabel, Problem]]

    @property
    def done(self) -> Sequence[TrainingLabel]:
        """Nothing more is to be done for these: what is there already need not be added."""
        known = [label for label, problem in self.left if problem is Problem.DUPLICATE]
        return [*self.written, *known]


def write(
    changes: Changes, labels: Sequence[TrainingLabel], rules: InboxRules, *, by: str
) -> Outcome:
    """Raises ``CannotChange`` where nothing at all could be written down."""
    written: list[TrainingLabel] = []
    left: list[tuple[TrainingLabel, Problem]] = []
    with changes.draft(by=by, why="Learn from messages that were labelled") as draft:
        files = ExampleFiles(draft)
        for label in labels:
            text = rules.without_masks(label.text, label.language)
            try:
                files.add(label.intents[0], FOLDERS.get(label.language, label.language), text)
            except CannotChange as refused:
                left.append((label, refused.problem))
            else:
                written.append(label)
    return Outcome(written, left)
