"""What is wrong with a portfolio file: the line, the field, the reason."""

from __future__ import annotations

from typing import NamedTuple

WHOLE_LINE = "line"


class Fault(NamedTuple):
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.field}: {self.reason}"


class Faults:
    """All are counted, the first ``keep`` found are kept: a broken file costs little."""

    def __init__(self, keep: int = 50) -> None:
        self._keep = keep
        self._kept: list[Fault] = []
        self.count = 0

    def add(self, line: int, field: str, reason: str) -> None:
        self.count += 1
        if len(self._kept) < self._keep:
            self._kept.append(Fault(line, field, reason))

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def kept(self) -> list[Fault]:
        """In the order of their lines."""
        return sorted(self._kept)


class Refused(Exception):  # noqa: N818 - named for what happened
    """The file is not imported and nothing was written."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(f"{faults.count} faults")
        self.faults = faults
