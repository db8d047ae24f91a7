"""Logs of the sealed engine: what a borrower types never reaches them.

Rasa's own records quote messages, slots and local variables. Of a foreign record only its level,
place and exception type are kept: enough to find the line in the source. Records of `bot.nlu` are
written by us and kept whole.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

_OURS = ("bot.", "__main__")


class SealedFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        place = f"{record.name}:{record.funcName}:{record.lineno}"
        words = f" {record.getMessage()}" if record.name.startswith(_OURS) else ""
        return (
            f"{self.formatTime(record)} {record.levelname} {place}{words}{_without_values(record)}"
        )


def _without_values(record: logging.LogRecord) -> str:
    """The exception's type and frames, without its words and without local variables."""
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    frames = traceback.extract_tb(record.exc_info[2])
    path = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:])
    )
    return f" {record.exc_info[0].__name__} at {path}"


def show_start() -> None:
    """Whole, with warnings and structlog's records: nobody has said anything yet."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    _route_structlog()


def seal() -> None:
    """From now on, every record goes through `SealedFormatter`."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(SealedFormatter())


def show_training() -> None:
    """Which component Rasa trains, and its warnings about the training data."""
    logging.basicConfig(format="  %(message)s", level=logging.WARNING, force=True)
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)
    _route_structlog()


def _route_structlog() -> None:
    structlog.configure(
        processors=[_event_name],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,  # Rasa logs a dozen lines a message, to discard them
    )


def _event_name(_logger: object, _method: str, event: dict[str, Any]) -> str:
    return str(event["event"])
