import sys

import pytest

from bot.bootstrap import python310
from bot.bootstrap.errors import SetupError


def test_a_named_python_that_is_another_version_is_refused(monkeypatch):
    monkeypatch.setenv("RASA_PYTHON", sys.executable)
    with pytest.raises(SetupError, match="not a complete Python"):
        python310.find()


def test_a_named_python_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setenv("RASA_PYTHON", "/nowhere/python3.10")
    with pytest.raises(SetupError, match="/nowhere"):
        python310.find()


@pytest.mark.rasa
def test_a_python_in_pyenv_is_found(monkeypatch, tmp_path):
    monkeypatch.delenv("RASA_PYTHON", raising=False)
    folder = tmp_path / "versions/3.10.99/bin"
    folder.mkdir(parents=True)
    python = folder / "python3.10"
    python.symlink_to(python310.Path("bot/nlu/.venv/bin/python").resolve())
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    assert python310.find() == str(python)


def test_without_one_and_without_a_download_the_way_out_is_told(tmp_path):
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\nexit 1\n")
    uv.chmod(0o755)
    with pytest.raises(SetupError, match="RASA_PYTHON=/path"):
        python310.get(str(uv))
