"""From what was not understood on Telegram to a model that does, in a browser, and back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from bot_api import bot_api
from browsing import chromium_running, page_opened
from playwright.sync_api import Page, expect
from running_program import PROJECT, RunningProgram, wait_until
from speakers import InTelegram
from trainer_project import begin_repository, git
from world import World

from bot.ledger.database import Database
from bot.ledger.tables import Message
from bot.trained import TrainedModels

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

SLANG = ("how tall is the pile", "how tall is my pile now")
MORE_SLANG = ("the pile is how tall", "tell me how tall the pile is")
KNOWN = "utter_balance_late"
TO_TRAIN_MS = 500_000


@pytest.fixture(scope="module")
def models(trained_models: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainedModels:
    """The project's model, with what was fitted, where publishing changes nobody else's."""
    folder = tmp_path_factory.mktemp("loop") / "models"
    current = TrainedModels(trained_models).current
    assert current
    for name in (current, "fitted"):
        shutil.copytree(trained_models / name, folder / name)
    own = TrainedModels(folder)
    own.serve(current, chosen=False)
    return own


@pytest.fixture(scope="module")
def checkout(models: TrainedModels) -> Path:
    folder = models.folder.parent / "project"
    shutil.copytree(PROJECT / "data", folder / "data")
    for name in ("config.yml", "domain.yml"):
        shutil.copy(PROJECT / name, folder)
    return begin_repository(folder)


@pytest.fixture(scope="module")
def loop(models: TrainedModels, checkout: Path) -> Iterator[World]:
    folder = models.folder.parent / "var"
    with bot_api() as telegram:
        settings = {
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "MODELS_DIR": str(models.folder),
            "TRAINER_PROJECT": str(checkout),
        }
        program = RunningProgram(folder, settings)
        program.start()
        ledger = Database(f"sqlite:///{folder / 'ledger.db'}")
        yield World(program, telegram, ledger)
        ledger.close()
        assert program.stop() == 0, program.output


@pytest.fixture(scope="module")
def pages(loop: World) -> Iterator[tuple[Page, Page]]:
    """A trainer's and a supervisor's."""
    program = loop.program
    with (
        chromium_running() as browser,
        page_opened(browser) as trainer,
        page_opened(browser) as supervisor,
    ):
        signing_in = ((trainer, program.trainer_sign_in), (supervisor, program.console_sign_in))
        for page, (name, password) in signing_in:
            page.goto(f"{program.url}/trainer/")
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        yield trainer, supervisor


def names(said: Sequence[Message]) -> list[str | None]:
    return [one.response for one in said]


def somebody(loop: World) -> InTelegram:
    person = InTelegram(loop, loop.borrower("en"))
    person.open_link()
    return person


def label_all(trainer: Page, address: str) -> None:
    trainer.goto(address)
    nothing = trainer.get_by_role("heading", name="Nothing waits for a look.")
    for _ in (*SLANG, *MORE_SLANG):
        if nothing.is_visible():
            break
        shown = trainer.locator("#said").text_content()
        trainer.keyboard.press("/")
        trainer.keyboard.type("ask_balance\n")
        expect(trainer.get_by_role("status")).to_have_text("Labelled: ask_balance.")
        expect(trainer.locator("#said")).not_to_have_text(shown or "")
    expect(nothing).to_be_visible()


def test_what_was_not_understood_is_after_a_trainer_showed_it(
    loop: World, pages: tuple[Page, Page], models: TrainedModels, checkout: Path
) -> None:
    trainer, supervisor = pages
    home = f"{loop.program.url}/trainer"
    before = models.current
    for words in (SLANG, MORE_SLANG):
        person = somebody(loop)
        for text in words:
            assert KNOWN not in names(person.say(text))

    label_all(trainer, f"{home}/inbox")
    trainer.get_by_role("link", name="Labels").click()
    trainer.get_by_role("button", name="Write as examples: 4").click()
    expect(trainer.get_by_role("status")).to_have_text("Examples written: 4.")
    assert SLANG[0] in git(checkout, "show", "trainer/workbench")

    trainer.goto(f"{home}/models")
    trainer.get_by_label("What changed").fill("slang")
    trainer.get_by_label("Play the test conversations").uncheck()
    trainer.get_by_role("button", name="Train and compare").click()
    report = trainer.locator("#runs a").first
    expect(report).to_be_visible(timeout=TO_TRAIN_MS)
    expect(trainer.locator("#runs progress")).to_have_count(0, timeout=TO_TRAIN_MS)
    assert models.current == before
    supervisor.goto(f"{loop.program.url}{report.get_attribute('href')}")
    supervisor.get_by_label("Why it is published").fill("slang")
    supervisor.get_by_label("Reason for opening the gate").fill("The conversations were played.")
    supervisor.get_by_role("button", name="Publish in spite of the gate").click()

    wait_until(lambda: names(somebody(loop).say(SLANG[0])) == [KNOWN], within=60)
    supervisor.goto(f"{home}/models")
    supervisor.get_by_role("button", name="Roll back").click()
    wait_until(lambda: KNOWN not in names(somebody(loop).say(SLANG[0])), within=60)
    assert models.current == before
