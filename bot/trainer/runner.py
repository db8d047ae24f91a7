"""Begins runs for the pages: processes of their own that end with the program, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path


class Runner:
    def __init__(self, log: Path) -> None:
        self._log = log
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self, run: int, source: Path, *, dialogues: bool) -> None:
        """``repay train`` for a run that the ledger already knows."""
        options = ["--run", str(run), "--from", str(source)]
        if not dialogues:
            options.append("--no-dialogues")
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            child = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "bot.cli", "train", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a group of its own, with all that it starts itself
            )
        self._children = [one for one in self._children if one.poll() is None]
        self._children.append(child)

    def close(self) -> None:
        for child in self._children:
            if child.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
