"""How the writer of one message is: certain phrases and a learned model, the graver of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from bot.conversations.distress import DistressLevel, DistressReading
from bot.understanding import kernel, phrases
from bot.understanding.encoder import Encode, encode
from bot.understanding.kernel import KernelModel, UnusableModelError
from bot.understanding.phrases import Phrases
from bot.understanding.writing import MAX_CHARACTERS, Writing, read

DEFAULT_PATH = Path("models/current/distress.npz")
WINDOW = 240
"""Characters judged at once: a cry in a long message must not be outvoted by the rest of it.

Each window is another chance of a false alarm, so what the model sees in the gravest one is weighed
against the message as a whole, by their geometric mean. A certain phrase needs no weighing.
"""
STEP = 160
FIRST = 2000
"""Examples of each level that are learned from in any case."""

Shares = dict[str, float]
"""A probability for each level."""


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which a message has the level; chosen for recall on the held-out split."""

    distressed: float = 0.16
    crisis: float = 0.3


@dataclass(frozen=True)
class DistressScreen:
    """Without a trained `model` the certain phrases still work, and `is_learned` says so."""

    phrases: Phrases
    model: KernelModel | None = None
    thresholds: Thresholds = Thresholds()

    @classmethod
    def fit(
        cls, texts: Sequence[str], levels: Sequence[str], encode: Encode = encode
    ) -> "DistressScreen":
        """Learn from examples; needs SciPy, which Rasa's environment has."""
        writings = [read(text) for text in texts]
        vectors = encode([writing.text for writing in writings])
        return cls(phrases.load(), kernel.fit(writings, levels, vectors, first=FIRST))

    @classmethod
    def load(cls, path: Path = DEFAULT_PATH) -> "DistressScreen":
        """With no usable artefact the phrases work alone: ask `is_learned` and say so."""
        try:
            return cls(phrases.load(), KernelModel.load(path))
        except UnusableModelError:
            return cls(phrases.load())

    def save(self, path: Path = DEFAULT_PATH) -> None:
        if self.model is None:
            raise UnusableModelError("nothing was learned, so there is nothing to save")
        self.model.save(path)

    @property
    def is_learned(self) -> bool:
        return self.model is not None

    def screen(self, text: str) -> DistressReading:
        """An empty message is calm. Never fails."""
        return self.screen_all([text])[0]

    def screen_all(self, texts: Sequence[str]) -> list[DistressReading]:
        """As `screen` for each; together they take a third of the time."""
        parts = [[read(part) for part in _parts(text)] for text in texts]
        told = iter(self._probabilities([writing for some in parts for writing in some]))
        return [self._gravest([(writing, next(told)) for writing in some]) for some in parts]

    def _gravest(self, parts: Sequence[tuple[Writing, Shares]]) -> DistressReading:
        """Of a message as a whole, the first part, and its windows, if it is long."""
        (_, of_whole), *windows = parts
        weighed = [(window, _mean(of_whole, shares)) for window, shares in windows]
        readings = [self._screen(writing, shares) for writing, shares in weighed or parts]
        return max(readings, key=lambda reading: (reading.crisis, reading.distressed))

    def _probabilities(self, writings: Sequence[Writing]) -> list[Shares]:
        """What the model alone says; nothing without a model or words."""
        if self.model is None:
            return [{} for _ in writings]
        told = self.model.probabilities(writings)
        return [
            shares if writing.bare or writing.symbols else {}
            for writing, shares in zip(writings, told, strict=True)
        ]

    def _screen(self, writing: Writing, learned: Shares) -> DistressReading:
        certain = self.phrases.find(writing)
        in_crisis = learned.get(DistressLevel.CRISIS, 0.0)
        troubled = in_crisis + learned.get(DistressLevel.DISTRESSED, 0.0)
        crisis = max(in_crisis / self.thresholds.crisis, float(DistressLevel.CRISIS in certain))
        distressed = max(crisis, troubled / self.thresholds.distressed, float(bool(certain)))
        level = _level(distressed, crisis)
        return DistressReading(level, distressed, crisis, self._evidence(writing, level, certain))

    def _evidence(
        self, writing: Writing, level: DistressLevel, certain: dict[DistressLevel, tuple[str, ...]]
    ) -> tuple[str, ...]:
        if level is DistressLevel.CALM:
            return ()
        if met := certain.get(DistressLevel.CRISIS) or certain.get(level):
            return met
        return self.model.telling(writing, level.value) if self.model else ()


def _level(distressed: float, crisis: float) -> DistressLevel:
    if crisis >= 1:
        return DistressLevel.CRISIS
    return DistressLevel.DISTRESSED if distressed >= 1 else DistressLevel.CALM


def _parts(text: str) -> list[str]:
    """The text; if it is long, also windows that overlap, so that a phrase is whole in one."""
    told = text[:MAX_CHARACTERS]
    if len(told) <= WINDOW:
        return [told]
    return [told, *(told[i : i + WINDOW] for i in range(0, len(told) - WINDOW + STEP, STEP))]


def _mean(some: Shares, others: Shares) -> Shares:
    return {level: sqrt(some[level] * others[level]) for level in some.keys() & others.keys()}
