"""Rasa's part of training: what is understood and what is decided, in one model."""

from __future__ import annotations

import os
from pathlib import Path

from rasa.model_training import train
from rasa.shared.exceptions import RasaException

from bot.nlu import logs

_READS = ("data/nlu", "data/rules", "data/stories")


class UntrainableError(Exception):
    """Rasa's own words on what is wrong with the data, the rules or the configuration."""


def train_rasa(models: Path, name: str) -> None:
    """Raises UntrainableError."""
    os.environ["LOG_LEVEL"] = "WARNING"  # no progress bars: they are over before one can read them
    logs.show_training()
    try:
        result = train(
            domain="domain.yml",
            config="config.yml",
            training_files=[folder for folder in _READS if Path(folder).is_dir()],
            output=str(models),
            fixed_model_name=name,
            force_training=True,
        )
    except RasaException as error:
        raise UntrainableError(str(error)) from error
    if result.code or not result.model:
        raise UntrainableError("Rasa refused it, see above")
