"""The program as people start it: a child process on a free port, with a ledger of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

PROJECT = Path(__file__).parents[2]
REPAY = PROJECT / ".venv/bin/repay"
SECONDS_TO_START = 300
SECONDS_TO_STOP = 90

Found = TypeVar("Found")


def wait_until(look: Callable[[], Found], *, within: float = 30, why: str = "") -> Found:
    """What ``look`` finds, as soon as it finds something. Fails when time is up."""
    end = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < end, why or f"not within {within} s: {look}"
        time.sleep(0.05)
    return found


class RunningProgram:
    """``repay serve --demonstration``; what it prints is kept in ``output``."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.var_dir = folder
        self.output: list[str] = []
        self._settings = settings
        self._child: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the developer's own settings reaches the child."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ}
        own = {"VAR_DIR": str(self.var_dir), "PORT": "0", "DEFAULT_LOCALE": "en"}
        return {**kept, "PYTHONUTF8": "1", **own, **self._settings}

    def start(self, *, wait: bool = True) -> None:
        self.output = []
        self._child = subprocess.Popen(
            [REPAY, "serve", "--demonstration"],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=_read, args=(self._child, self.output), daemon=True)
        self._reader.start()
        if wait:
            self.until_started()

    def until_started(self) -> None:
        wait_until(self._has_started, within=SECONDS_TO_START, why="the program does not start")

    def _has_started(self) -> bool:
        assert self._child
        assert self._child.poll() is None, "the program ended:\n" + "\n".join(self.output)
        return any("Console sign-in" in line for line in self.output)

    @property
    def pid(self) -> int:
        assert self._child
        return self._child.pid

    @property
    def rasa_pid(self) -> int:
        """The only child of the program."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return int(wait_until(lambda: children.read_text().split())[0])

    def kill(self) -> None:
        """As a power cut does, but for the operating system."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ctrl-C. Answers the exit code."""
        return self._end(signal.SIGINT)

    def _end(self, number: signal.Signals) -> int:
        assert self._child
        assert self._reader
        self._child.send_signal(number)
        code = self._child.wait(SECONDS_TO_STOP)
        self._reader.join(SECONDS_TO_STOP)
        return code

    @property
    def url(self) -> str:
        return self._printed(r"Web chat +(http://[^/]+)/chat/")[0]

    @property
    def console_sign_in(self) -> Sequence[str]:
        """Name and password."""
        return self._printed(r"Console sign-in for this run: (\S+) / (\S+)")

    @property
    def trainer_sign_in(self) -> Sequence[str]:
        """Name and password."""
        wait_until(lambda: any("Trainer's sign-in" in line for line in self.output))
        return self._printed(r"Trainer's sign-in for this run: (\S+) / (\S+)")

    def _printed(self, pattern: str) -> Sequence[str]:
        found = re.search(pattern, "\n".join(self.output))
        assert found, self.output
        return found.groups()


def _read(child: subprocess.Popen[str], output: list[str]) -> None:
    assert child.stdout
    with child.stdout:
        output.extend(line.rstrip() for line in child.stdout)
