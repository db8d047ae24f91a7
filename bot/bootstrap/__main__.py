"""Sets up a new machine with nothing but its Python: `python3 -m bot.bootstrap`.

Gets uv, finds Python 3.10 for Rasa, makes both environments from their lock files and compiles the
translations. Uses the standard library alone; what is there already is found in milliseconds.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bot.bootstrap import python310, uv
from bot.bootstrap.errors import SetupError

_STAMP = Path("var/setup.stamp")
_APP = Path(".venv/bin/python")
_RASA = Path("bot/nlu/.venv/bin/python")
_TIED_TO = ("pyproject.toml", "uv.lock", "bot/nlu/pyproject.toml", "bot/nlu/uv.lock")


def main() -> None:
    os.chdir(Path(__file__).parents[2])
    try:
        if not _is_set_up():
            _set_up()
        _run([str(_APP), "-m", "bot.replies.compiling"], "the translations")
    except SetupError as error:
        sys.exit(str(error))


def _is_set_up() -> bool:
    made = _APP.exists() and _RASA.exists() and _STAMP.is_file()
    return made and _STAMP.read_text("utf-8") == _fingerprint()


def _fingerprint() -> str:
    digest = hashlib.sha256(os.environ.get("RASA_PYTHON", "").encode())
    for name in _TIED_TO:
        digest.update(Path(name).read_bytes())
    return digest.hexdigest()


def _set_up() -> None:
    sync = [uv.find_or_get(), "sync", "--locked"]
    rasa_python = python310.find() or python310.get(sync[0])
    print("The assistant's environment ...", flush=True)
    _run([*sync, *_app_python()], "the assistant's environment")
    print("Rasa's environment ...", flush=True)
    _run([*sync, "--project", "bot/nlu", "--python", rasa_python], "Rasa's environment")
    _STAMP.parent.mkdir(exist_ok=True)
    _STAMP.write_text(_fingerprint(), "utf-8")


def _app_python() -> list[str]:
    """This interpreter, if the project supports it; else uv finds or gets one that it does."""
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return ["--python", sys.executable] if supported else []


def _run(command: list[str], making: str) -> None:
    if subprocess.run(command, env=uv.environment(), check=False).returncode:
        raise SetupError(f"Setting up stopped at {making}, for the reason given above.")


if __name__ == "__main__":
    main()
