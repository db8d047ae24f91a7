"""Finds Python 3.10, the newest that Rasa runs on, or gets it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bootstrap import uv
from bot.bootstrap.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHECK = "import ctypes, sqlite3, ssl, sys; sys.exit(sys.version_info[:2] != (3, 10))"
_NO_3_10 = (
    "Rasa needs Python 3.10, which is not on this machine and could not be downloaded. "
    "Install it and name it: RASA_PYTHON=/path/to/python3.10 make run"
)


def find() -> str | None:
    """The path of a complete one on this machine."""
    named = os.environ.get("RASA_PYTHON")
    if named:
        if not _is_3_10(named):
            raise SetupError(f"RASA_PYTHON={named} is not a complete Python 3.10.")
        return named
    return next((path for path in _candidates() if _is_3_10(path)), None)


def _candidates() -> Iterator[str]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield str(Path(folder, "python3.10"))
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(pyenv.glob("versions/3.10.*/bin/python3.10"), reverse=True))
    yield "/usr/bin/python3.10"
    yield "/usr/local/bin/python3.10"


def _is_3_10(path: str) -> bool:
    try:
        done = subprocess.run([path, "-c", _CHECK], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def get(uv_path: str) -> str:
    """The path of uv's own, downloaded."""
    install = [uv_path, "python", "install", "3.10"]
    find = [uv_path, "python", "find", "--managed-python", "3.10"]
    print("Python 3.10 for Rasa: not found, downloading it", flush=True)
    if subprocess.run(install, env=uv.environment(), check=False).returncode:
        raise SetupError(_NO_3_10)
    found = subprocess.run(find, capture_output=True, text=True, check=False)
    if found.returncode:
        raise SetupError(_NO_3_10)
    return found.stdout.strip()
