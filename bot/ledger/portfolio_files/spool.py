"""Rows put aside on disk, so that a large file is neither held in memory nor read twice."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

from bot.ledger.portfolio_files.fields import FIELDS
from bot.ledger.portfolio_files.records import Row

_BATCH = 1000
_LENGTH = 8


class Spool(ExitStack):
    """The rows of each kind in the file's order. Its files have no name and end with it."""

    def __init__(self) -> None:
        super().__init__()
        self._files = {kind: self._open() for kind in FIELDS}
        self._waiting: dict[str, list[Row]] = {kind: [] for kind in FIELDS}
        self.counts = dict.fromkeys(FIELDS, 0)

    def _open(self) -> IO[bytes]:
        return self.enter_context(tempfile.TemporaryFile())

    def put(self, kind: str, row: Row) -> None:
        waiting = self._waiting[kind]
        waiting.append(row)
        self.counts[kind] += 1
        if len(waiting) == _BATCH:
            self._write(kind)

    def _write(self, kind: str) -> None:
        batch = marshal.dumps(self._waiting[kind])
        self._files[kind].write(len(batch).to_bytes(_LENGTH) + batch)
        self._waiting[kind].clear()

    def batches(self, kind: str) -> Iterator[list[Row]]:
        """From the first; to be called once everything was put."""
        if self._waiting[kind]:
            self._write(kind)
        file = self._files[kind]
        file.seek(0)
        while length := file.read(_LENGTH):
            batch = file.read(int.from_bytes(length))
            yield marshal.loads(batch)  # noqa: S302 - this program wrote it a moment ago
