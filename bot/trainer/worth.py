"""Which messages are worth a look, and why: the reasons and their weights are in ``inbox.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import log2
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from bot.conversations.masking import MASKS
from bot.servicing.misreadings import Heard

HERE = Path(__file__).parent
_MASK = re.compile(rf"\[({'|'.join(MASKS)})\]")


class Reason(StrEnum):
    MARKED = "marked"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    UNSURE = "unsure"
    UNLIKE = "unlike"
    BOUNDARY = "boundary"
    REPEATED = "repeated"


class InboxRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: Mapping[Reason, float]
    unsure_below: float
    boundary_within: float
    unlike_below: float
    same_from: float
    refusals: Sequence[str]
    days: int
    most: int
    shown: int
    stand_ins: Mapping[str, Mapping[str, str]]

    def without_masks(self, text: str, locale: str) -> str:
        """As somebody invented might have written it."""
        return _MASK.sub(lambda match: self.stand_ins[match[1]][locale], text)


@cache
def load_rules(path: Path = HERE / "inbox.yml") -> InboxRules:
    return InboxRules.model_validate(yaml.safe_load(path.read_text("utf-8")))


@dataclass(frozen=True)
class Worthy:
    """``alike`` are other messages that say the same."""

    heard: Heard
    reasons: Sequence[Reason]
    score: float
    alike: Sequence[Heard] = ()


def judge(heard: Heard, likeness: float | None, rules: InboxRules) -> Worthy:
    """``likeness`` to the nearest training example; ``None`` where that is not known."""
    strengths = {
        Reason.MARKED: float(heard.is_marked),
        Reason.REFUSED: float(heard.answer in rules.refusals),
        Reason.TAKEN_BACK: float(heard.is_taken_back),
        Reason.UNLIKE: 0.0 if likeness is None else _below(likeness, rules.unlike_below),
        **_doubts([share for _, share in heard.guesses], rules),
    }
    scores = {reason: rules.weights[reason] * by for reason, by in strengths.items() if by > 0}
    reasons = sorted(scores, key=lambda reason: -scores[reason])
    return Worthy(heard, reasons, sum(scores.values()))


def together(first: Worthy, others: Sequence[Worthy], rules: InboxRules) -> Worthy:
    """One that stands for all that say the same."""
    if not others:
        return first
    more = rules.weights[Reason.REPEATED] * log2(1 + len(others))
    reasons = (*first.reasons, Reason.REPEATED)
    return Worthy(first.heard, reasons, first.score + more, [one.heard for one in others])


def _doubts(shares: Sequence[float], rules: InboxRules) -> dict[Reason, float]:
    if not shares:
        return {}
    margin = shares[0] - shares[1] if len(shares) > 1 else 1.0
    return {
        Reason.UNSURE: _below(shares[0], rules.unsure_below),
        Reason.BOUNDARY: _below(margin, rules.boundary_within),
    }


def _below(value: float, limit: float) -> float:
    """0 at the limit and above it, 1 at nothing."""
    return max(0.0, 1 - value / limit)
