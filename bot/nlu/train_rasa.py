"""Rasa's part of training: what is understood and what is decided, in one model."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from rasa.model_training import train
from rasa.shared.exceptions import RasaException

from bot.nlu import logs
from bot.nlu.examples import Example, UntrainableError

_READS = ("data/rules", "data/stories")
_SHOWN = 2
"""Examples of an intent with which Rasa does not complain of too few."""


def train_rasa(models: Path, name: str, *, examples: Sequence[Example]) -> None:
    """Raises UntrainableError, in Rasa's own words.

    Our classifier reads the examples itself. Rasa copies and hashes each one many times, which
    took twenty seconds, so it is shown only what it needs to know which intents there are.
    """
    with TemporaryDirectory() as folder:
        shown = Path(folder) / "nlu.yml"
        shown.write_text(_some_of_each(examples), "utf-8")
        _train(models, name, [str(shown), *(path for path in _READS if Path(path).is_dir())])


def _some_of_each(examples: Sequence[Example]) -> str:
    texts = defaultdict(list)
    for text, intent in examples:
        texts[intent].append(f"- {text}\n")
    nlu = [{"intent": intent, "examples": "".join(texts[intent][:_SHOWN])} for intent in texts]
    written: str = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True)
    return written


def _train(models: Path, name: str, files: Sequence[str]) -> None:
    os.environ["LOG_LEVEL"] = "WARNING"  # no progress bars: they are over before one can read them
    logs.show_training()
    try:
        result = train(
            domain="domain.yml",
            config="config.yml",
            training_files=list(files),
            output=str(models),
            fixed_model_name=name,
            force_training=True,
        )
    except RasaException as error:
        raise UntrainableError(str(error)) from error
    if result.code or not result.model:
        raise UntrainableError("Rasa refused it, see above")
