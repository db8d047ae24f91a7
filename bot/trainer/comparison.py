"""Two models on the same labelled messages: what got better, what got worse, and which messages."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.conversations.distress import DistressLevel
from bot.understanding import measures
from bot.understanding.evaluation import BATCH
from bot.understanding.held_out import Message
from bot.understanding.understand import Understanding

TIMED = 100
"""Messages understood one by one, to know what a borrower waits for."""


@dataclass(frozen=True)
class Pair:
    """The same figure of the model in service and of the candidate."""

    before: float
    after: float


@dataclass(frozen=True)
class Share:
    """Of so many messages, the share that each of the two got right."""

    count: int
    before: float
    after: float


@dataclass(frozen=True)
class Difference:
    """A message that the two models read differently."""

    text: str
    language: str
    right: str
    before: str
    after: str


@dataclass(frozen=True)
class Cell:
    """What the candidate made of messages that mean `right`."""

    right: str
    told: str
    texts: list[str]


@dataclass(frozen=True)
class Significance:
    """McNemar's exact test on the messages that only one of the two got right."""

    only_before: int
    only_after: int
    p: float


@dataclass(frozen=True)
class Alarms:
    """`found`: crises told as such. `caught`: with any alarm. `alarmed`: calm, and yet an alarm."""

    crises: int
    calm: int
    found: Pair
    caught: Pair
    alarmed: Pair
    lost: list[str]
    gained: list[str]
    newly_alarmed: list[str]


@dataclass(frozen=True)
class Comparison:
    count: int
    accuracy: Pair
    macro_f1: Pair
    significance: Significance
    languages: dict[str, Share]
    intents: dict[str, Share]
    cells: list[Cell]
    better: list[Difference]
    worse: list[Difference]
    alarms: Alarms
    milliseconds: Pair


@dataclass(frozen=True)
class Reading:
    """What the two models say of one message."""

    message: Message
    intent_before: str
    intent_after: str
    level_before: str
    level_after: str

    @property
    def right_before(self) -> bool:
        return self.message.intent == self.intent_before

    @property
    def right_after(self) -> bool:
        return self.message.intent == self.intent_after


def compare(before: Understanding, after: Understanding, messages: Sequence[Message]) -> Comparison:
    """``messages`` hold at least one with an intent."""
    readings = list(_read(before, after, messages))
    wishes = [one for one in readings if one.message.intent]
    truth = [one.message.intent for one in wishes]
    told_before = [one.intent_before for one in wishes]
    told_after = [one.intent_after for one in wishes]
    rights = [one.right_before for one in wishes], [one.right_after for one in wishes]
    return Comparison(
        count=len(readings),
        accuracy=Pair(measures.accuracy(truth, told_before), measures.accuracy(truth, told_after)),
        macro_f1=Pair(measures.macro_f1(truth, told_before), measures.macro_f1(truth, told_after)),
        significance=Significance(*measures.mcnemar(*rights)),
        languages=_shares(wishes, [one.message.language or "?" for one in wishes]),
        intents=_shares(wishes, truth),
        cells=_cells(wishes),
        better=[_difference(one) for one in wishes if one.right_after > one.right_before],
        worse=[_difference(one) for one in wishes if one.right_after < one.right_before],
        alarms=_alarms([one for one in readings if one.message.distress]),
        milliseconds=Pair(_milliseconds(before, messages), _milliseconds(after, messages)),
    )


def _read(
    before: Understanding, after: Understanding, messages: Sequence[Message]
) -> Iterator[Reading]:
    """Both read a batch before the next one, so that each message is encoded once."""
    for start in range(0, len(messages), BATCH):
        batch = messages[start : start + BATCH]
        columns = [column for model in (before, after) for column in _columns(model, batch)]
        for message, *told in zip(batch, *columns, strict=True):
            intent_before, level_before, intent_after, level_after = told
            yield Reading(message, intent_before, intent_after, level_before, level_after)


def _columns(model: Understanding, batch: Sequence[Message]) -> tuple[list[str], list[str]]:
    texts = [message.text for message in batch]
    intents = [ranking[0][0] for ranking in model.classifier.predict_all(texts)]
    levels = [reading.level.value for reading in model.screen.screen_all(texts)]
    return intents, levels


def _shares(readings: Sequence[Reading], names: Sequence[str]) -> dict[str, Share]:
    groups: dict[str, list[Reading]] = defaultdict(list)
    for name, reading in zip(names, readings, strict=True):
        groups[name].append(reading)
    return {
        name: Share(
            len(group),
            sum(one.right_before for one in group) / len(group),
            sum(one.right_after for one in group) / len(group),
        )
        for name, group in sorted(groups.items())
    }


def _cells(readings: Sequence[Reading]) -> list[Cell]:
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in readings:
        texts[one.message.intent, one.intent_after].append(one.message.text)
    return [Cell(right, told, kept) for (right, told), kept in sorted(texts.items())]


def _difference(one: Reading) -> Difference:
    message = one.message
    return Difference(
        message.text, message.language, message.intent, one.intent_before, one.intent_after
    )


def _alarms(readings: Sequence[Reading]) -> Alarms:
    crisis, calm = DistressLevel.CRISIS.value, DistressLevel.CALM.value
    crises = [one for one in readings if one.message.distress == crisis]
    calmly = [one for one in readings if one.message.distress == calm]
    return Alarms(
        crises=len(crises),
        calm=len(calmly),
        found=Pair(
            sum(one.level_before == crisis for one in crises),
            sum(one.level_after == crisis for one in crises),
        ),
        caught=Pair(
            sum(one.level_before != calm for one in crises),
            sum(one.level_after != calm for one in crises),
        ),
        alarmed=Pair(
            sum(one.level_before != calm for one in calmly),
            sum(one.level_after != calm for one in calmly),
        ),
        lost=[one.message.text for one in crises if _is_lost(one)],
        gained=[
            one.message.text
            for one in crises
            if one.level_after == crisis and one.level_before != crisis
        ],
        newly_alarmed=[
            one.message.text
            for one in calmly
            if one.level_before == calm and one.level_after != calm
        ],
    )


def _is_lost(one: Reading) -> bool:
    """A crisis that was told as one and is not any more."""
    crisis = DistressLevel.CRISIS.value
    return one.level_before == crisis and one.level_after != crisis


def _milliseconds(model: Understanding, messages: Sequence[Message]) -> float:
    spent = []
    for message in messages[:TIMED]:
        begun = time.perf_counter()
        model.classifier.predict(message.text)
        model.screen.screen(message.text)
        spent.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(spent), 2)
