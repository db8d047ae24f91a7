"""The inbox without its script: each key is a button of a form, and each form has its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from console_forms import OWN, console_of, sign_in
from misread import conversation, read, said
from running_program import wait_until
from sqlalchemy import select, update
from starlette.testclient import TestClient
from trainer_project import git

from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry, Staff
from bot.ledger.training_tables import TrainingLabel
from bot.replies.catalogue import LOCALES
from bot.servicing.staff import Role
from bot.trained import TrainedModels
from bot.trainer.saved_tests import SAVED

HOME = "/trainer/inbox"


def saved_by_trainers(folder: Path) -> Path:
    return folder / "var" / "trainer" / "work" / SAVED


@pytest.fixture
def client(
    sqlite: Database, now: datetime, quick_hashes: None, checkout: Path, tmp_path: Path
) -> Iterator[TestClient]:
    app = console_of(
        sqlite,
        now,
        project=checkout,
        var_dir=tmp_path / "var",
        models=TrainedModels(tmp_path / "models"),
    )
    with TestClient(app, follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def misread(sqlite: Database) -> int:
    """Of a talk in which the assistant did not understand what somebody wrote."""
    at = machine_now()
    with sqlite.writing() as session:
        conversation(session, now=at)
        read(session, "hello", ("greet", 0.99), now=at, answer="utter_greet")
        said(session, "Hello.", now=at, author="assistant", response="utter_greet")
        asked = read(
            session,
            "I'm Alex Carter, how deep am i in",
            ("chitchat", 0.4),
            ("ask_balance", 0.3),
            now=at,
            answer="utter_not_understood",
        )
        said(session, "Sorry?", now=at, author="assistant", response="utter_not_understood")
        return asked.id


def token(client: TestClient) -> str:
    found = re.search('name="csrf" value="([^"]+)"', client.get(HOME).text)
    assert found
    return found[1]


def post(client: TestClient, path: str, **form: str) -> str:
    """Where it leads."""
    data = {"csrf": token(client), **form}
    answer = client.post(f"{HOME}{path}", data=data, headers=OWN)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def label(client: TestClient, message: int, **form: str) -> str:
    return post(client, "/label", messages=str(message), **form)


def test_the_first_message_is_shown_masked_with_its_reasons(
    client: TestClient, misread: int
) -> None:
    sign_in(client, Role.TRAINER)
    page = client.get(HOME).text
    assert "I&#39;m [name], how deep am i in" in page
    assert "Alex" not in page
    assert "not understood" in page
    assert "40 %" in page
    assert "utter_not_understood" in page


def test_the_nearest_examples_are_shown_once_they_are_read(
    client: TestClient, misread: int
) -> None:
    sign_in(client, Role.TRAINER)
    address = f"{HOME}?message={misread}"
    wait_until(lambda: "<span>what do i owe</span>" in client.get(address).text)
    assert "The examples are being read" not in client.get(address).text


def test_labels_become_one_commit_of_the_trainer(
    client: TestClient, misread: int, checkout: Path, sqlite: Database
) -> None:
    sign_in(client, Role.TRAINER)
    assert "told=intent" in label(client, misread, verdict="intent", intent="ask_balance")
    assert "Nothing waits" in client.get(HOME).text
    assert "written=1&left=0" in post(client, "/labels/write")
    shown = git(checkout, "show", "--format=%an", "trainer/workbench")
    assert shown.startswith("trainer\n")
    assert "+    - I'm Alex, how deep am i in" in shown
    assert git(checkout, "status", "--porcelain", "data") == ""
    with sqlite.reading() as session:
        assert session.scalars(select(TrainingLabel)).one().written_at
    assert "is an example" in client.get(f"{HOME}/labels").text


def test_what_is_an_example_already_is_settled_without_a_commit(
    client: TestClient, sqlite: Database, misread: int, checkout: Path
) -> None:
    with sqlite.writing() as session:
        twin = read(session, "What do I owe", ("chitchat", 0.3), now=machine_now())
    sign_in(client, Role.TRAINER)
    label(client, twin.id, verdict="intent", intent="ask_balance")
    assert "written=0&left=0" in post(client, "/labels/write")
    assert git(checkout, "log", "--format=%s", "trainer/workbench").splitlines() == ["Begin"]


def test_the_last_label_is_undone(client: TestClient, misread: int) -> None:
    sign_in(client, Role.TRAINER)
    label(client, misread, verdict="not_useful")
    assert f"message={misread}" in post(client, "/undo")
    assert "how deep am i in" in client.get(HOME).text
    assert "nothing_to_undo" in post(client, "/undo")


def test_several_wishes_a_new_intent_and_marks_are_kept(
    client: TestClient, misread: int, sqlite: Database
) -> None:
    sign_in(client, Role.TRAINER)
    marks = '[{"entity": "loan", "start": 4, "end": 10}]'
    wishes = {"intent": "ask_balance", "intent_2": "greet", "intent_3": ""}
    label(client, misread, verdict="several", marks=marks, **wishes)
    post(client, "/undo")
    label(client, misread, verdict="new_intent", note="How long until it is paid off")
    with sqlite.reading() as session:
        several, new = session.scalars(select(TrainingLabel).order_by(TrainingLabel.id))
    assert several.intents == ["ask_balance", "greet"]
    assert several.marks["marks"][0]["text"] == "[name]"
    assert (new.verdict, new.note) == ("new_intent", "How long until it is paid off")


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"verdict": "several", "intent": "greet"}, "problem=intents"),
        ({"verdict": "new_intent"}, "problem=note"),
        ({"verdict": "not_useful", "marks": '[{"entity":"date","start":1,"end":999}]'}, "=marks"),
    ],
)
def test_what_cannot_be_kept_is_told(
    client: TestClient, misread: int, form: dict[str, str], problem: str
) -> None:
    sign_in(client, Role.TRAINER)
    assert problem in label(client, misread, **form)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"verdict": "intent", "intent": "no_such_intent"}, 400),
        ({"verdict": "guess"}, 400),
        ({"verdict": "not_useful", "marks": "{"}, 400),
        ({"verdict": "not_useful", "marks": "[1]"}, 400),
        ({"verdict": "not_useful", "marks": '[{"entity":"x","start":0,"end":1}]'}, 400),
        ({"verdict": "not_useful", "messages": "1e9"}, 404),
        ({"verdict": "not_useful", "csrf": "forged"}, 403),
    ],
)
def test_a_forged_form_is_refused(
    client: TestClient, misread: int, form: dict[str, str], status: int
) -> None:
    sign_in(client, Role.TRAINER)
    data = {"csrf": token(client), "messages": str(misread), **form}
    assert client.post(f"{HOME}/label", data=data, headers=OWN).status_code == status


@pytest.mark.parametrize(("role", "status"), [(Role.SUPERVISOR, 403), (Role.AGENT, 403)])
def test_only_trainers_label(client: TestClient, misread: int, role: Role, status: int) -> None:
    sign_in(client, role)
    data = {"csrf": "x", "messages": str(misread), "verdict": "not_useful"}
    assert client.post(f"{HOME}/label", data=data, headers=OWN).status_code == status


def test_who_is_cleared_sees_a_crisis_and_it_goes_on_the_record(
    client: TestClient, sqlite: Database, misread: int
) -> None:
    with sqlite.writing() as session:
        crisis = read(
            session, "no way out", ("greet", 0.3), now=machine_now(), distress_level="crisis"
        )
    sign_in(client, Role.TRAINER)
    address = f"{HOME}?message={crisis.id}"
    assert client.get(address).status_code == 404
    assert "no way out" not in client.get(f"{HOME}?message={misread}").text
    with sqlite.writing() as session:
        session.execute(update(Staff).values(is_cleared=True))
    assert "no way out" in client.get(address).text
    with sqlite.reading() as session:
        seen = select(AuditEntry.subject).where(AuditEntry.action == "crisis message seen")
        assert session.scalars(seen).all() == [str(crisis.id)]


def test_a_conversation_is_kept_as_a_test(client: TestClient, misread: int, tmp_path: Path) -> None:
    sign_in(client, Role.TRAINER)
    for name in ('how "deep"', ""):
        assert "told=saved" in post(client, "/save-test", message=str(misread), name=name)
    first, second = yaml.safe_load(saved_by_trainers(tmp_path).read_text("utf-8"))
    assert first == {
        "name": 'how "deep"',
        "locale": "en",
        "channels": ["telegram"],
        "turns": [
            ["hello", "utter_greet"],
            ["I'm Alex, how deep am i in", "utter_not_understood"],
        ],
    }
    assert second["name"] == f"saved from message {misread}"


def test_a_conversation_without_answers_is_no_test(
    client: TestClient, sqlite: Database, tmp_path: Path
) -> None:
    with sqlite.writing() as session:
        conversation(session, now=machine_now())
        said(session, "Hello, Lin here", now=machine_now(), author="agent")
        alone = read(session, "what", ("greet", 0.3), now=machine_now())
    sign_in(client, Role.TRAINER)
    assert "nothing_to_save" in post(client, "/save-test", message=str(alone.id))
    assert not saved_by_trainers(tmp_path).exists()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_guide_is_in_the_readers_language_with_its_pictures(
    client: TestClient, locale: str
) -> None:
    sign_in(client, Role.TRAINER)
    page = client.get(f"/trainer/guide?lang={locale}").text
    assert ("Label messages" in page) == (locale == "en")
    for name in ("inbox", "labels"):
        address = f"/trainer/static/guide/{name}.{locale}.png"
        assert address in page
        assert client.get(address).headers["content-type"] == "image/png"


def test_a_page_that_is_not_there_is_told_so(client: TestClient) -> None:
    sign_in(client, Role.TRAINER)
    for message in ("9999", "-1", "x", "9" * 40):
        assert client.get(f"{HOME}?message={message}").status_code == 404


def test_script_in_a_message_is_shown_as_text(client: TestClient, sqlite: Database) -> None:
    attack = "<script>alert(1)</script>"
    with sqlite.writing() as session:
        conversation(session, now=machine_now())
        read(session, attack, ("chitchat", 0.3), now=machine_now())
    sign_in(client, Role.TRAINER)
    page = client.get(HOME).text
    assert attack not in page
    assert "&lt;script&gt;" in page
