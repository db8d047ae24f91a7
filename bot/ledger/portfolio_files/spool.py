"""Rows put aside on disk, so that a large file is neither held in memory nor read twice."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from typing import IO

from bot.ledger.portfolio_files.fields import FIELDS
from bot.ledger.portfolio_files.records import Row

_BATCH = 1000


class Spool(ExitStack):
    """The rows of each kind in the file's order. Its files have no name and end with it."""

    def __init__(self) -> None:
        super().__init__()
        self._files = {kind: self._open() for kind in FIELDS}
        self.counts = dict.fromkeys(FIELDS, 0)

    def _open(self) -> IO[str]:
        return self.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))

    def put(self, kind: str, row: Mapping[str, object]) -> None:
        self._files[kind].write(json.dumps(row) + "\n")
        self.counts[kind] += 1

    def batches(self, kind: str) -> Iterator[list[Row]]:
        file = self._files[kind]
        file.seek(0)
        while lines := list(islice(file, _BATCH)):
            yield [json.loads(line) for line in lines]
