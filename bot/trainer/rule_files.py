"""Rules and stories as lines, so that one can leave without the others being laid out anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.trainer.drafts import Draft
from bot.trainer.problems import CannotChange, Problem

FILES = ("data/rules/*.yml", "data/stories/*.yml")
KINDS = ("rules", "stories")


@dataclass(frozen=True)
class _Rule:
    """Lines count from 0; ``stop`` is the one after its last."""

    start: int
    stop: int
    content: dict[str, Any]

    def names(self, intent: str) -> bool:
        return any(_intent(step) == intent for step in self._steps)

    def beginning(self, intent: str) -> str:
        """What comes before the assistant's answer to ``intent``: two rules must not share it."""
        steps = list(self._steps)
        last = max(number for number, step in enumerate(steps) if _intent(step) == intent)
        earlier = [_plain(step) for step in steps[:last]]
        return json.dumps([_plain(self.content.get("condition")), earlier], sort_keys=True)

    @property
    def _steps(self) -> Sequence[Any]:
        steps = self.content.get("steps")
        return steps if isinstance(steps, list) else []


def rule_files(draft: Draft) -> Sequence[str]:
    return [path for pattern in FILES for path in draft.find(pattern)]


def drop_answered(draft: Draft, intent: str, into: str) -> None:
    """The rules for ``intent`` go where one for ``into`` begins alike. Raises ``CannotChange``."""
    rules = {path: list(_rules(draft.read(path), path)) for path in rule_files(draft)}
    every = (rule for some in rules.values() for rule in some)
    answered = {rule.beginning(into) for rule in every if rule.names(into)}
    for path, some in rules.items():
        lines = draft.read(path).split("\n")
        for rule in reversed(some):
            if rule.names(intent) and rule.beginning(intent) in answered:
                del lines[rule.start : rule.stop]
        draft.write(path, "\n".join(lines))


def _rules(text: str, path: str) -> Iterator[_Rule]:
    try:
        content: Any = YAML().load(text)
        items: Any = next((content[kind] for kind in KINDS if content.get(kind)), ())
    except (YAMLError, AttributeError) as error:
        raise CannotChange(Problem.BROKEN_FILE, path) from error
    lines = text.split("\n")
    starts = [items.lc.item(number)[0] for number in range(len(items))]
    for start, after, item in zip(starts, [*starts[1:], len(lines)], items, strict=True):
        yield _Rule(start, _stop(lines, start, after), dict(item))


def _stop(lines: Sequence[str], start: int, after: int) -> int:
    """Before what is said about the next one, or stands at the margin."""
    margin = len(lines[start]) - len(lines[start].lstrip())
    ours = range(start + 1, after)
    stop = next(
        (n for n in ours if lines[n].strip() and not lines[n][: margin + 1].isspace()), after
    )
    while lines[stop - 1].lstrip().startswith("#"):
        stop -= 1
    return stop


def _intent(step: Any) -> Any:
    return step.get("intent") if isinstance(step, dict) else None


def _plain(value: Any) -> Any:
    """Without the places that the parser keeps."""
    return json.loads(json.dumps(value, default=str))
