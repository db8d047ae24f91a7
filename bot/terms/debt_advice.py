"""Who advises on debts free of charge, by country, each with its source and the day it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

FILE = Path(__file__).with_name("advice") / "debt_advice.yml"


class Adviser(BaseModel):
    """``name`` is their own, in the language of the place; ``contact`` a number or an address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    contact: str
    source: str
    checked_on: date | None = None


@dataclass(frozen=True)
class DebtAdvice:
    by_country: Mapping[str, Sequence[Adviser]]

    def for_country(self, country: str) -> Sequence[Adviser]:
        return self.by_country.get(country, ())


@cache
def load_debt_advice(file: Path = FILE) -> DebtAdvice:
    """Raises pydantic's ``ValidationError``. Those that nobody has checked stay off."""
    written = YAML(typ="safe").load(file)
    read = {
        country: [Adviser.model_validate(entry) for entry in entries]
        for country, entries in written.items()
    }
    return DebtAdvice(
        {
            country: tuple(adviser for adviser in advisers if adviser.checked_on is not None)
            for country, advisers in read.items()
        }
    )
