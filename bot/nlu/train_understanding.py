"""What `bot.understanding` reads is learned here, and kept under `models/fitted`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from bot.nlu.examples import read_intents, read_levels, to_encode
from bot.nlu.fitted import fit_once, folder
from bot.understanding import distress
from bot.understanding.distress import DistressScreen
from bot.understanding.embeddings import KeptEmbeddings, encode_to_keep
from bot.understanding.intents import IntentClassifier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from bot.nlu.examples import Example

CORES = 2
_WORTH_SHARING = 500
"""Texts below which a second process costs more than it saves."""


def encode_all(data: Path, cores: Executor) -> None:
    """What is not kept yet, on all cores: both classifiers learn from the same embeddings."""
    kept = KeptEmbeddings(folder())
    missing = kept.missing(to_encode(read_levels(data, read_intents(data))))
    if len(missing) > _WORTH_SHARING:
        shares = [missing[core::CORES] for core in range(CORES)]
        for share, rows in zip(shares, cores.map(encode_to_keep, shares), strict=True):
            kept.keep(share, rows)


def fit_intents(data: Path) -> None:
    """What Rasa's training then takes up, see `bot.nlu.classifier`."""
    learn_intents(read_intents(data))


def learn_intents(examples: Sequence[Example]) -> IntentClassifier:
    fit = partial(IntentClassifier.fit, encode=KeptEmbeddings(folder()).encode)
    return fit_once("intents", examples, fit, IntentClassifier.load)


def fit_distress(data: Path, models: Path) -> None:
    examples = read_levels(data, read_intents(data))
    fit = partial(DistressScreen.fit, encode=KeptEmbeddings(folder()).encode)
    with threadpool_limits(1, user_api="blas"):  # the intents are learned at the same time
        screen = fit_once("distress", examples, fit, DistressScreen.load)
    screen.save(models / distress.DEFAULT_PATH.name)
