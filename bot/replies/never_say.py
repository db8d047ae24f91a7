"""What must never be said to a borrower, found in a text: a catalogue's, or an agent's draft."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.conversations.folding import fold

RULES = Path(__file__).with_name("never_say.yml")


@dataclass(frozen=True)
class Finding:
    """``rule`` names what is wrong, ``words`` are the text's own, folded."""

    rule: str
    words: str


def lint(text: str) -> Sequence[Finding]:
    """Every rule that the text breaks, once for each place."""
    folded = fold(text)
    return [
        Finding(rule, match[0].strip())
        for rule, patterns in _rules().items()
        for pattern in patterns
        for match in pattern.finditer(folded)
    ]


@cache
def _rules() -> Mapping[str, Sequence[re.Pattern[str]]]:
    told: dict[str, list[str]] = yaml.safe_load(RULES.read_text("utf-8"))
    return {rule: [re.compile(pattern) for pattern in some] for rule, some in told.items()}
