"""The evaluation's figures as PNG pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl

mpl.use("agg")

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.understanding.measures import Bin, Point

CELL_INCHES = 0.22


def draw_confusion(truth: Sequence[str], told: Sequence[str], path: Path) -> None:
    """A square for each pair of intents: rows are right, columns were told, shares of a row."""
    labels = sorted({*truth, *told})
    place = {label: i for i, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)))
    for right, said in zip(truth, told, strict=True):
        counts[place[right], place[said]] += 1
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 3 + CELL_INCHES * len(labels)
    figure, axes = plt.subplots(figsize=(side, side), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=90, fontsize=7)
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    axes.set_xlabel("told")
    axes.set_ylabel("right")
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if shares[row, column] > 1 / 2 else "black"
        figure_text = str(int(counts[row, column]))
        axes.text(column, row, figure_text, ha="center", va="center", fontsize=6, color=colour)
    _keep(figure, path)


def draw_calibration(bins: Sequence[Bin], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(4, 4), layout="constrained")
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    axes.plot([of.confidence for of in bins], [of.accuracy for of in bins], marker="o")
    axes.set_xlabel("confidence")
    axes.set_ylabel("accuracy")
    _keep(figure, path)


def draw_distress(points: Sequence[Point], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(5, 4), layout="constrained")
    axes.plot([p.false_alarms for p in points], [p.recall for p in points], marker="o")
    for point in points:
        axes.annotate(f"{point.threshold:g}", (point.false_alarms, point.recall), fontsize=7)
    axes.set_xlabel("calm messages that raise an alarm")
    axes.set_ylabel("crisis messages found")
    _keep(figure, path)


def _keep(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150)
    plt.close(figure)
