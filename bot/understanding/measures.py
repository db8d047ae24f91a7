"""Figures of how well messages are understood: accuracy, F1, calibration, curves, significance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Predictions of like confidence: how sure they were on average, how many were right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Point:
    """What a threshold would give: the share of troubled messages found, and of calm ones."""

    threshold: float
    recall: float
    false_alarms: float


def accuracy(truth: Sequence[str], told: Sequence[str]) -> float:
    return sum(map(str.__eq__, truth, told)) / len(truth)


def macro_f1(truth: Sequence[str], told: Sequence[str]) -> float:
    """Mean F1 over the labels that occur in `truth`."""
    right = Counter(a for a, b in zip(truth, told, strict=True) if a == b)
    true, claimed = Counter(truth), Counter(told)
    return sum(2 * right[x] / (true[x] + claimed[x]) for x in true) / len(true)


def confusions(truth: Sequence[str], told: Sequence[str]) -> list[tuple[tuple[str, str], int]]:
    """Pairs (right, told) of mistakes, commonest first."""
    pairs = zip(truth, told, strict=True)
    return Counter((a, b) for a, b in pairs if a != b).most_common()


def calibration(confidences: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Predictions in `BINS` equal steps of confidence; empty steps are left out."""
    shares, correct = np.array(confidences), np.array(right)
    step = np.minimum((shares * BINS).astype(int), BINS - 1)
    return [
        Bin(int(of.sum()), float(shares[of].mean()), float(correct[of].mean()))
        for of in (step == n for n in range(BINS))
        if of.any()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance of confidence and accuracy, weighed by how many predictions each bin has."""
    total = sum(of.count for of in bins)
    return sum(of.count * abs(of.confidence - of.accuracy) for of in bins) / total


def curve(signs: Sequence[float], troubled: Sequence[bool], steps: Sequence[float]) -> list[Point]:
    """Recall and false alarms if a sign of at least each step raised an alarm."""
    strengths, is_troubled = np.array(signs), np.array(troubled, bool)
    return [
        Point(
            step,
            float((strengths[is_troubled] >= step).mean()),
            float((strengths[~is_troubled] >= step).mean()),
        )
        for step in steps
    ]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often a positive scores above a negative; ties count half."""
    ordered = np.sort(np.array(negative))
    below = np.searchsorted(ordered, positive, "left")
    upto = np.searchsorted(ordered, positive, "right")
    return float((below + upto).sum() / (2 * len(positive) * len(negative)))


def mcnemar(right: Sequence[bool], right_other: Sequence[bool]) -> tuple[int, int, float]:
    """Messages only the first got right, only the other did, and the exact two-sided p."""
    first = sum(a and not b for a, b in zip(right, right_other, strict=True))
    other = sum(b and not a for a, b in zip(right, right_other, strict=True))
    total = first + other
    tail = sum(comb(total, k) for k in range(min(first, other) + 1)) / 2**total
    return first, other, min(1.0, 2 * tail)
