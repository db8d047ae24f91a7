"""Crisis lines by country, each with its source and the day it was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

FILE = Path(__file__).with_name("crisis") / "lines.yml"
STALE_AFTER = timedelta(days=183)


class CrisisLine(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    number: str = Field(pattern=r"^[0-9 ]+$")
    hours: str
    text: str | None = None


class CountryLines(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    emergency: Sequence[str]
    lines: Sequence[CrisisLine]
    source: str
    checked_on: date | None = None


@dataclass(frozen=True)
class CrisisLines:
    by_country: Mapping[str, CountryLines]

    def for_country(self, country: str | None) -> Mapping[str, CountryLines]:
        """The country's own; all of them, named, where it is not known: never another's alone."""
        if country is not None and country in self.by_country:
            return {country: self.by_country[country]}
        return self.by_country

    def stale(self, *, today: date) -> Sequence[str]:
        return [
            country
            for country, lines in self.by_country.items()
            if lines.checked_on is not None and lines.checked_on + STALE_AFTER < today
        ]


@cache
def load_crisis_lines(file: Path = FILE) -> CrisisLines:
    """Raises pydantic's ``ValidationError``, naming country and field. Unchecked ones stay off."""
    written = YAML(typ="safe").load(file)
    checked = {code: CountryLines.model_validate(entry) for code, entry in written.items()}
    return CrisisLines({code: e for code, e in checked.items() if e.checked_on is not None})
