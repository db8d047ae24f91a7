"""The pages for examples, responses and changes, without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from console_forms import OWN, console_of, csrf, sign_in
from httpx import Response
from starlette.testclient import TestClient
from trainer_project import git, make_speaking_project

from bot.ledger.database import Database
from bot.servicing.staff import Role
from bot.trainer.change_pages import files_of

SMALLTALK = "data/nlu/en/smalltalk.yml"
GREET = "/trainer/examples/greet"

Post = Callable[..., Response]


@pytest.fixture
def speaking(tmp_path: Path) -> Path:
    return make_speaking_project(tmp_path / "project")


@pytest.fixture
def trainer(
    sqlite: Database, now: datetime, quick_hashes: None, speaking: Path, tmp_path: Path
) -> Iterator[TestClient]:
    app = console_of(sqlite, now, project=speaking, var_dir=tmp_path / "var")
    with TestClient(app, follow_redirects=False) as client:
        sign_in(client, Role.TRAINER)
        yield client


@pytest.fixture
def post(trainer: TestClient, sqlite: Database) -> Post:
    def send(path: str, **form: str) -> Response:
        return trainer.post(path, data={"csrf": csrf(sqlite), **form}, headers=OWN)

    return send


def work(tmp_path: Path) -> Path:
    return tmp_path / "var/trainer/work"


def test_an_added_example_is_kept_and_told(trainer: TestClient, post: Post, tmp_path: Path) -> None:
    answer = post(GREET, do="add", language="en", text="hi there")
    assert answer.status_code == 303
    assert "The example is added." in trainer.get(answer.headers["location"]).text
    assert "    - hi there\n" in (work(tmp_path) / SMALLTALK).read_text("utf-8")
    changes = trainer.get("/trainer/changes").text
    assert "Add an example of greet: hi there" in changes
    assert "+    - hi there" in changes


def test_a_refused_example_is_told_and_stays_typed(post: Post) -> None:
    answer = post(GREET, do="add", language="en", text="BYE!!")
    assert answer.status_code == 422
    assert "This example is there already, in the intent: goodbye" in answer.text
    assert 'value="BYE!!"' in answer.text


def test_all_examples_are_counted_and_found_in_every_script(trainer: TestClient) -> None:
    page = trainer.get("/trainer/examples").text
    assert "ask_balance" in page
    assert "too few" in page
    assert "还剩多少没还" in trainer.get("/trainer/examples", params={"q": "還剩"}).text
    assert "0 examples" in trainer.get("/trainer/examples", params={"q": "zebra"}).text


def test_an_example_shows_what_it_is_like(trainer: TestClient) -> None:
    page = trainer.get(f"{GREET}/en", params={"text": "hello"}).text
    assert "The examples nearest to it" in page
    assert "good evening" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/trainer/examples/nothing", 404),
        (f"{GREET}/en?text=gone", 404),
        (f"{GREET}/as/eat?to=x", 404),
        (f"{GREET}/as/rename?to=ask_balance", 422),
        ("/trainer/responses/utter_nothing", 404),
        ("/trainer/changes?commit=HEAD", 404),
    ],
)
def test_what_is_not_there_is_said_plainly(trainer: TestClient, path: str, status: int) -> None:
    assert trainer.get(path).status_code == status


@pytest.mark.parametrize(
    "page", ["/trainer/examples", GREET, "/trainer/responses", "/trainer/changes"]
)
def test_supervisors_look_and_do_not_write(
    trainer: TestClient, sqlite: Database, page: str
) -> None:
    trainer.cookies.clear()
    sign_in(trainer, Role.SUPERVISOR)
    assert trainer.get(page).status_code == 200
    form = {"csrf": csrf(sqlite), "do": "add", "language": "en", "text": "hi"}
    assert trainer.post(GREET, data=form, headers=OWN).status_code == 403


def test_a_forged_form_changes_nothing(trainer: TestClient, tmp_path: Path) -> None:
    form = {"csrf": "x", "do": "add", "language": "en", "text": "hi there"}
    assert trainer.post(GREET, data=form, headers=OWN).status_code == 403
    assert not work(tmp_path).exists()


def test_an_example_is_edited_moved_and_removed(post: Post, tmp_path: Path) -> None:
    post(GREET, do="edit", language="en", text="hello", to="hello you")
    post(GREET, do="move", language="en", text="good evening", to="goodbye")
    post("/trainer/examples/goodbye", do="remove", language="en", text="bye")
    text = (work(tmp_path) / SMALLTALK).read_text("utf-8")
    assert "- hello you\n\n- intent: goodbye\n  examples: |\n    - good evening\n" in text


def test_what_somebody_else_changed_becomes_a_question(trainer: TestClient, post: Post) -> None:
    page = trainer.get(f"{GREET}/en", params={"text": "hello"}).text
    version = page.split('name="version" value="')[1].split('"')[0]
    post(GREET, do="edit", language="en", text="hello", to="hello there")
    asked = post(GREET, do="edit", language="en", text="hello", to="hello you", version=version)
    assert asked.status_code == 409
    assert "hello there" in asked.text
    assert "Keep both" in asked.text


def test_what_somebody_else_moved_is_told_with_its_place(trainer: TestClient, post: Post) -> None:
    post(GREET, do="move", language="en", text="hello", to="goodbye")
    asked = post(GREET, do="remove", language="en", text="hello")
    assert asked.status_code == 409
    assert "moved to goodbye" in asked.text


def test_a_rename_is_looked_at_and_then_written(
    trainer: TestClient, post: Post, tmp_path: Path
) -> None:
    page = trainer.get(f"{GREET}/as/rename", params={"to": "welcome"}).text
    assert "+- intent: welcome # any hour" in page
    version = page.split('name="version" value="')[1].split('"')[0]
    assert post(f"{GREET}/as/rename", to="welcome", version="other").status_code == 200
    assert "- intent: greet" in (work(tmp_path) / SMALLTALK).read_text("utf-8")
    assert post(f"{GREET}/as/rename", to="welcome", version=version).status_code == 303
    assert "- intent: welcome # any hour" in (work(tmp_path) / SMALLTALK).read_text("utf-8")


def test_a_response_is_looked_at_first_and_then_kept(post: Post, tmp_path: Path) -> None:
    form = {"key": "text", "zh_Hant_TW": "不客氣，還有需要請告訴我。"}
    looked = post("/trainer/responses/utter_thank", do="look", **form)
    assert looked.status_code == 200
    assert "+msgstr &#34;不客氣，還有需要請告訴我。&#34;" in looked.text
    assert post("/trainer/responses/utter_thank", do="keep", **form).status_code == 303
    po = work(tmp_path) / "bot/locale/zh_Hant_TW/LC_MESSAGES/messages.po"
    assert 'msgstr "不客氣，還有需要請告訴我。"' in po.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [("谢谢。", "Missing or too many: {name}"), ("{name}，老赖", "must never be said")],
)
def test_a_response_that_would_break_is_refused(post: Post, words: str, told: str) -> None:
    answer = post("/trainer/responses/utter_proven", do="keep", key="text", zh_Hans_CN=words)
    assert answer.status_code == 422
    assert told in answer.text
    assert words in answer.text


def test_words_that_somebody_else_changed_are_not_lost(post: Post) -> None:
    page = "/trainer/responses/utter_thank"
    was = {"was.en": "You are welcome. I am here if you need anything else."}
    post(page, do="keep", key="text", en="You are welcome.")
    asked = post(page, do="keep", key="text", en="Any time.", **was)
    assert asked.status_code == 409
    assert "You are welcome." in asked.text
    assert "Any time." in asked.text
    other = {"zh_Hans_CN": "不客气。", "en": was["was.en"]}
    assert post(page, do="keep", key="text", **other, **was).status_code == 303
    assert post(page, do="look", key="nothing").status_code == 404


def test_what_developers_did_is_taken_over(
    trainer: TestClient, post: Post, speaking: Path, tmp_path: Path
) -> None:
    post(GREET, do="add", language="en", text="hi there")
    (speaking / "new.txt").write_text("new", "utf-8")
    git(speaking, "add", ".")
    git(speaking, "commit", "-m", "Go on")
    assert "Take over what is new" in trainer.get("/trainer/changes").text
    assert post("/trainer/changes").status_code == 303
    assert (work(tmp_path) / "new.txt").exists()
    assert "Take over what is new" not in trainer.get("/trainer/changes").text


def test_a_domain_broken_by_hand_is_told(trainer: TestClient, post: Post, tmp_path: Path) -> None:
    post(GREET, do="add", language="en", text="hi there")
    (work(tmp_path) / "domain.yml").write_text("intents: [\n", "utf-8")
    for page in ("/trainer/examples", "/trainer/responses", GREET):
        answer = trainer.get(page)
        assert answer.status_code == 422
        assert "domain.yml:2" in answer.text
    (work(tmp_path) / "domain.yml").write_bytes(b"\xff")
    assert trainer.get("/trainer/examples").status_code == 422
    assert trainer.get("/trainer/changes").status_code == 200


def test_a_patch_is_read_by_file() -> None:
    patch = "diff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
    [file] = files_of(patch)
    assert (file.path, list(file.lines)) == ("x", ["@@ -1 +1 @@", "-a", "+b"])
    assert files_of("") == []


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "zh_Hant_TW", "zh_Hant_HK"])
def test_the_pages_speak_the_trainers_language(trainer: TestClient, locale: str) -> None:
    for path in ("/trainer/examples", GREET, "/trainer/responses", "/trainer/changes"):
        assert "Examples" not in trainer.get(path, params={"lang": locale}).text.split("<main")[1]
