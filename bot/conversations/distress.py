"""How a person is over the last turns.

Weak signs add up, calm turns soothe, a crisis stays until a human clears it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

WINDOW = timedelta(hours=48)
HALF_LIFE = timedelta(hours=12)
TURN_FADE = 0.7
"""What is left of a sign after each later message."""
ENOUGH = 1.0
"""A sign this strong decides alone."""
ENOUGH_TOGETHER = 1.5
"""Signs over several messages decide when they add up to this."""


class DistressLevel(str, Enum):
    CALM = "calm"
    DISTRESSED = "distressed"
    CRISIS = "crisis"


@dataclass(frozen=True)
class DistressReading:
    """One message: its level, strength of each sign (1 decides alone), the words it rests on."""

    level: DistressLevel
    distressed: float
    crisis: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """A message of the borrower as it was read, and when it was sent (aware datetime)."""

    reading: DistressReading
    at: datetime


@dataclass(frozen=True)
class DistressDecision:
    """The level now, and what led to it, latest first."""

    level: DistressLevel
    evidence: tuple[str, ...]


def decide(
    turns: Sequence[Turn], *, now: datetime, cleared_at: datetime | None = None
) -> DistressDecision:
    """Level of the conversation from its borrower's turns, oldest first.

    A crisis turn counts whatever its age and whatever came after it, until `cleared_at`, when a
    human cleared it: turns up to then are forgotten. Everything else counts for `WINDOW`, halved
    each `HALF_LIFE` and faded by each later turn.
    """
    open_turns = [turn for turn in turns if cleared_at is None or turn.at > cleared_at]
    recent = [turn for turn in open_turns if now - turn.at <= WINDOW]
    alone = [turn for turn in open_turns if turn.reading.level is DistressLevel.CRISIS]
    if alone:
        return DistressDecision(DistressLevel.CRISIS, _evidence(alone))
    if _is_enough([(turn.reading.crisis, turn.at) for turn in recent], now=now):
        return DistressDecision(DistressLevel.CRISIS, _evidence(recent))
    if _is_enough([(turn.reading.distressed, turn.at) for turn in recent], now=now):
        return DistressDecision(DistressLevel.DISTRESSED, _evidence(recent))
    return DistressDecision(DistressLevel.CALM, ())


def _is_enough(signs: Sequence[tuple[float, datetime]], *, now: datetime) -> bool:
    """The last message alone, or the faded sum of several."""
    if not signs:
        return False
    if signs[-1][0] >= ENOUGH:
        return True
    faded: list[float] = [
        strength * TURN_FADE**later * 0.5 ** ((now - at) / HALF_LIFE)
        for later, (strength, at) in enumerate(reversed(signs))
    ]
    return sum(faded) >= ENOUGH_TOGETHER


def _evidence(turns: Sequence[Turn]) -> tuple[str, ...]:
    said = (words for turn in reversed(turns) for words in turn.reading.evidence)
    return tuple(dict.fromkeys(said))
