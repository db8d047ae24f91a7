"""The pages of models: who may do what, and what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from console_forms import OWN, console_of, csrf, sign_in
from small_models import two_models
from starlette.testclient import TestClient

from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.servicing.staff import Role
from bot.trained import TrainedModels
from bot.trainer import publishing, runs
from bot.trainer.comparison import Pair, compare
from bot.trainer.report import Dialogues, Report
from bot.understanding.held_out import Message
from bot.understanding.understand import Understanding

HOME = "/trainer/models"
MESSAGES = [
    Message("hey tally please", "en", "ask_balance", "calm"),
    Message("<b>pay</b> it now", "en", "make_payment", "calm"),
    Message("我不想活了", "zh_Hans", "", "crisis"),
]


@pytest.fixture
def models(tmp_path: Path) -> TrainedModels:
    return two_models(tmp_path / "models")


@pytest.fixture
def client(
    sqlite: Database,
    now: datetime,
    quick_hashes: None,
    models: TrainedModels,
    project: Path,
    tmp_path: Path,
) -> Iterator[TestClient]:
    app = console_of(sqlite, now, project=project, var_dir=tmp_path / "var", models=models)
    with TestClient(app, follow_redirects=False) as opened:
        yield opened


def keep_report(
    database: Database, models: TrainedModels, *, dialogues: Dialogues | None, model: str = "second"
) -> None:
    readers = [Understanding.load(models.path(one)) for one in (str(models.current), model)]
    comparison = compare(*readers, MESSAGES)
    report = Report(model, str(models.current), comparison, Pair(1, 1), dialogues)
    with database.writing() as session:
        publishing.keep_report(session, report, by="test", now=machine_now())


def post(client: TestClient, database: Database, path: str, **form: str) -> str:
    answer = client.post(
        f"{HOME}/{path}", data={"csrf": csrf(database), "x": "y", **form}, headers=OWN
    )
    return answer.headers.get("location", str(answer.status_code))


def test_a_trainer_publishes_what_passed_and_takes_it_back(
    client: TestClient, sqlite: Database, models: TrainedModels
) -> None:
    keep_report(sqlite, models, dialogues=Dialogues(2, []))
    sign_in(client, Role.TRAINER)
    assert "may be published" in client.get(f"{HOME}/second").text
    assert post(client, sqlite, "second/publish", why="slang") == HOME
    assert models.current == "second"
    overview = client.get(HOME).text
    assert "slang" in overview
    assert "Roll back to first" in overview
    assert post(client, sqlite, "rollback") == HOME
    assert models.current == "first"


def test_a_trainers_reason_does_not_open_the_gate_but_a_supervisors_does(
    client: TestClient, sqlite: Database, models: TrainedModels
) -> None:
    keep_report(sqlite, models, dialogues=None)
    reason = "the conversations were played elsewhere"
    sign_in(client, Role.TRAINER)
    page = client.get(f"{HOME}/second").text
    assert "The test conversations were not played" in page
    assert 'name="override"' not in page
    refused = f"{HOME}/second?problem=gate"
    assert post(client, sqlite, "second/publish", override=reason) == refused
    assert models.current == "first"
    assert "Only a supervisor can open it" in client.get(refused).text
    client.cookies.clear()
    sign_in(client, Role.SUPERVISOR)
    assert 'name="override"' in client.get(f"{HOME}/second").text
    assert post(client, sqlite, "second/publish", override="too short").endswith("no_reason")
    assert post(client, sqlite, "second/publish", override=reason) == HOME
    assert models.current == "second"
    assert reason in client.get(HOME).text


@pytest.mark.parametrize("path", ["train", "read-no-more", "second/read-along"])
def test_a_supervisor_trains_nothing(client: TestClient, sqlite: Database, path: str) -> None:
    sign_in(client, Role.SUPERVISOR)
    assert post(client, sqlite, path) == "403"


@pytest.mark.parametrize("path", ["train", "rollback", "second/publish"])
def test_an_agent_changes_nothing(client: TestClient, sqlite: Database, path: str) -> None:
    sign_in(client)
    assert post(client, sqlite, path) == "403"


def test_a_number_of_the_matrix_leads_to_its_messages(
    client: TestClient, sqlite: Database, models: TrainedModels
) -> None:
    models.serve("second", chosen=False)
    keep_report(sqlite, models, dialogues=None, model="first")
    sign_in(client, Role.TRAINER)
    page = client.get(f"{HOME}/first").text
    assert "?right=ask_balance&amp;told=greet#matrix" in page
    cell = client.get(f"{HOME}/first?right=ask_balance&told=greet").text
    assert "<h3>ask_balance → greet</h3><ul><li>hey tally please</li></ul>" in cell
    assert client.get(f"{HOME}/first?right=<script>&told=x").status_code == 200


@pytest.mark.parametrize("model", ["gone", "..%2Ffirst", "current", "%00"])
def test_there_is_no_page_of_what_is_no_model(client: TestClient, model: str) -> None:
    sign_in(client, Role.TRAINER)
    assert client.get(f"{HOME}/{model}").status_code == 404


def test_a_second_training_waits_and_a_dead_one_is_told(
    client: TestClient, sqlite: Database
) -> None:
    sign_in(client, Role.TRAINER)
    with sqlite.writing() as session:
        run = runs.begin(session, by="Tess", why="", now=machine_now())
    assert post(client, sqlite, "train") == f"{HOME}?problem=busy"
    assert "at work" in client.get(HOME).text
    with sqlite.writing() as session:
        session.merge(run).beat_at = machine_now() - runs.DEAD_AFTER - timedelta(seconds=1)
    assert "broken off" in client.get(HOME).text
