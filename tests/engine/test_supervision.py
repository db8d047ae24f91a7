"""The engine's process: watched, restarted, ended with the app."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from bot.engine import Engine, EngineUnavailableError, ModelRefusedError
from bot.engine.client import EngineClient
from bot.engine.process import EngineProcess
from bot.trained import TrainedModels

from .conftest import RASA, SECONDS_TO_START, Speaker, said_in

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="module")]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(condition, seconds: float = SECONDS_TO_START) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.05)


async def test_a_killed_engine_is_started_again_and_remembers(engine, actions, borrower):
    before = await borrower.say("I promise to pay")
    killed = engine.pid
    os.kill(killed, signal.SIGKILL)
    await until(lambda: engine.pid != killed)
    with pytest.raises(EngineUnavailableError):
        await borrower.say("300 dollars", message_id="while down")
    await engine.ready(SECONDS_TO_START)
    assert await borrower.say("I promise to pay", message_id="m1") == before
    assert await borrower.say("300 dollars", message_id="while down") == ["utter_ask_payment_date"]


async def test_a_message_cut_off_by_a_kill_is_handled_once_when_sent_again(engine, actions, config):
    borrower = Speaker(engine, "cut off")
    actions.may_answer.clear()
    actions.called.clear()
    asked = asyncio.create_task(borrower.say("how much do I owe", message_id="cut"))
    await until(actions.called.is_set)
    killed = engine.pid
    os.kill(killed, signal.SIGKILL)
    with pytest.raises(EngineUnavailableError):
        await asked
    await until(lambda: engine.pid != killed)
    actions.may_answer.set()
    await engine.ready(SECONDS_TO_START)
    assert await borrower.say("how much do I owe", message_id="cut") == ["utter_balance"]
    assert len(said_in("cut off", config)) == 1


def another(models: TrainedModels, name: str, archive: bytes | None = None) -> str:
    """The same model by another name, or with another archive."""
    was = models.current
    made = models.begin(name)
    for file in models.path(was).iterdir():
        (made / file.name.replace(was, name)).write_bytes(file.read_bytes())
    if archive is not None:
        (made / f"{name}.tar.gz").write_bytes(archive)
    models.finish(made, replace(models.about(was), id=name))
    return was


async def test_a_restart_serves_the_model_that_is_current_then(engine, models):
    trained = TrainedModels(models)
    was = another(trained, "other")
    try:
        trained.serve("other", chosen=False)
        await engine.restart()
        await engine.ready(SECONDS_TO_START)
        assert await engine.served_model() == "other.tar.gz"
    finally:
        trained.serve(was, chosen=False)
        await engine.load(trained.archive(was))


async def test_a_model_takes_over_in_the_middle_of_a_form(engine, models, borrower):
    trained = TrainedModels(models)
    was = another(trained, "successor")
    await borrower.say("I promise to pay")
    try:
        pid = engine.pid
        await engine.load(trained.archive("successor"))
        assert await engine.served_model() == "successor.tar.gz"
        assert await borrower.say("300 dollars") == ["utter_ask_payment_date"]
        assert engine.pid == pid
    finally:
        await engine.load(trained.archive(was))


async def test_a_damaged_model_never_takes_over(engine, models, borrower):
    trained = TrainedModels(models)
    was = another(trained, "damaged", b"damaged")
    for model in (trained.archive("damaged"), models / "gone.tar.gz"):
        with pytest.raises(ModelRefusedError):
            await engine.load(model)
    assert await engine.served_model() == f"{was}.tar.gz"
    assert await borrower.say("hello there")


async def test_another_model_than_asked_for_is_noticed(config, models):
    process = await EngineProcess.start(config)
    try:
        asked = EngineProcess(process._process, process.client, models / "asked.tar.gz", config.log)  # noqa: SLF001
        with pytest.raises(EngineUnavailableError, match="instead of asked"):
            await asked.until_ready()
    finally:
        await process.stop()


async def test_a_missing_model_is_said_and_not_replaced_by_another(config, models):
    done = subprocess.run(
        [RASA, "-W", "ignore", "-m", "bot.nlu", "run", "--port", "1", "--model", models / "none"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "There is no model" in done.stderr


async def test_without_a_trained_model_the_reason_is_told(config, tmp_path):
    async with Engine(replace(config, models=tmp_path)) as engine:
        with pytest.raises(EngineUnavailableError, match="make train"):
            await engine.ready(SECONDS_TO_START)


async def test_why_it_cannot_start_is_told_at_once(config, tmp_path):
    broken = replace(config, tracker_url="nonsense://x", log=tmp_path / "broken.log")
    async with Engine(broken) as engine:
        with pytest.raises(EngineUnavailableError, match=r"see .*broken"):
            await engine.ready(SECONDS_TO_START)
    assert "nonsense" in broken.log.read_text("utf-8")


async def test_a_model_that_cannot_be_loaded_is_told_at_once(config, models, tmp_path):
    shutil.copytree(models, tmp_path, symlinks=True, dirs_exist_ok=True)
    trained = TrainedModels(tmp_path)
    trained.archive(trained.current).write_bytes(b"damaged")
    broken = replace(config, models=tmp_path, log=tmp_path / "broken.log")
    async with Engine(broken) as engine:
        with pytest.raises(EngineUnavailableError, match=r"see .*broken"):
            await engine.ready(SECONDS_TO_START)
    assert "could not be loaded" in broken.log.read_text("utf-8")


async def test_the_engine_answers_only_to_who_has_its_token(config):
    process = await EngineProcess.start(config)
    try:
        await process.until_ready()
        stranger = EngineClient(process.client.url, "wrong")
        for attempt in (stranger.forget("anyone"), Speaker(stranger, "anyone").say("hello")):
            with pytest.raises(EngineUnavailableError, match="401"):
                await attempt
        await stranger.close()
    finally:
        await process.stop()
    assert not is_running(process.pid)


APP = """
import asyncio, signal, sys
from pathlib import Path
from bot.engine import Engine, EngineConfig
# A shell's background job is started deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
async def main():
    python, models, folder = map(Path, sys.argv[1:])
    config = EngineConfig(python, models, folder / "log", "http://127.0.0.1:1", "t",
                          f"sqlite:///{folder}/t.db")
    async with Engine(config) as engine:
        await engine.ready(120)
        print(engine.pid, flush=True)
        await asyncio.sleep(600)
asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
async def test_the_engine_ends_with_the_app_however_that_ends(how, models, tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", APP, RASA, models, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as app:
        engine = int(app.stdout.readline())
        app.send_signal(how)
        app.wait(SECONDS_TO_START)
    await until(lambda: not is_running(engine))
