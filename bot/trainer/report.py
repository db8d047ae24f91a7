"""What is known of a candidate against the model in service, as it is kept in the ledger."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from bot.trainer.comparison import Comparison, Pair


@dataclass(frozen=True)
class Dialogues:
    """Conversations of the tests, played with the candidate by the real program."""

    played: int
    failed: list[str]


@dataclass(frozen=True)
class Report:
    model: str
    against: str
    comparison: Comparison
    bytes: Pair
    dialogues: Dialogues | None = None


_adapter = TypeAdapter(Report)


def to_record(report: Report) -> dict[str, Any]:
    record: dict[str, Any] = _adapter.dump_python(report, mode="json")
    return record


def from_record(record: dict[str, Any]) -> Report:
    return _adapter.validate_python(record)
