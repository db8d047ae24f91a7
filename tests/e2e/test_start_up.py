"""What the person who starts the program is told when it cannot run, and how it ends."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from bot_api import bot_api
from running_program import PROJECT, REPAY, RunningProgram, wait_until
from sqlalchemy import delete

from bot.ledger.database import Database
from bot.ledger.tables import ClockSetting

pytestmark = pytest.mark.rasa

SECONDS = 120


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder to run in, as the project's own but without a model."""
    for name in ("bot", "domain.yml"):
        (tmp_path / name).symlink_to(PROJECT / name)
    return tmp_path


@pytest.fixture
def program(tmp_path: Path, trained_models: Path) -> Iterator[RunningProgram]:
    program = RunningProgram(tmp_path, {})
    program.start(wait=False)
    yield program
    program.kill()


def serve(folder: Path, settings: Mapping[str, str] | None = None) -> subprocess.CompletedProcess:
    environment = RunningProgram(folder / "var", settings or {}).environment
    return subprocess.run(
        [REPAY, "serve", "--demonstration"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def assert_one_sentence(ended: subprocess.CompletedProcess, *words: str) -> None:
    assert ended.returncode == 1
    [sentence] = ended.stderr.strip().splitlines()
    assert all(word in sentence for word in words), sentence
    assert sentence.endswith(".")
    assert ended.stdout == ""


def test_a_port_in_use_is_named(place: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert_one_sentence(serve(place, {"PORT": port}), f"port {port}", "set PORT")


def test_an_unreadable_setting_is_named(place: Path) -> None:
    assert_one_sentence(serve(place, {"PORT": "abc"}), "PORT", "valid integer")


def test_a_token_that_telegram_does_not_know_is_told(place: Path) -> None:
    (place / "models").symlink_to(PROJECT / "models")
    with bot_api() as telegram:
        telegram.fails("getMe", 401, description="Unauthorized", times=10)
        settings = {"TELEGRAM_TOKEN": "8:another-token", "TELEGRAM_API_URL": telegram.url}
        ended = serve(place, settings)
    assert_one_sentence(ended, "TELEGRAM_TOKEN")
    assert "another-token" not in ended.stderr


def test_without_a_model_it_is_told_how_to_train_one(place: Path) -> None:
    assert_one_sentence(serve(place), "no trained model", "make train")


def test_a_lenders_books_are_refused_as_a_demonstration(place: Path) -> None:
    assert serve(place).returncode == 1  # makes the ledger, then misses its model
    ledger = Database(f"sqlite:///{place / 'var/ledger.db'}")
    with ledger.writing() as session:
        session.execute(delete(ClockSetting))
    ledger.close()
    assert_one_sentence(serve(place), "DATABASE_URL")


def test_ctrl_c_ends_everything(program: RunningProgram) -> None:
    program.until_started()
    rasa = Path(f"/proc/{program.rasa_pid}")
    assert rasa.exists()
    assert program.stop() == 0
    wait_until(lambda: not rasa.exists(), why="Rasa is left behind")
    assert "Traceback" not in "\n".join(program.output)


def test_ctrl_c_is_heard_while_it_starts(program: RunningProgram) -> None:
    rasa = Path(f"/proc/{program.rasa_pid}")
    assert program.stop() == 0
    wait_until(lambda: not rasa.exists(), why="Rasa is left behind")
    assert "Traceback" not in "\n".join(program.output)


def test_killed_it_leaves_no_rasa_behind(program: RunningProgram) -> None:
    rasa = Path(f"/proc/{program.rasa_pid}")
    program.kill()
    wait_until(lambda: not rasa.exists(), why="Rasa is left behind")
