"""Draws the pictures of the trainers' guide anew, in a browser, from invented messages."""

from __future__ import annotations

import shutil
import tempfile
from io import BytesIO
from pathlib import Path

from browsing import CHROMIUM, FLAGS
from misread import conversation, read, said
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright
from served_site import Site, serving

from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import Base
from bot.replies.catalogue import LOCALES
from bot.servicing.staff import Role, add_staff
from bot.trainer.guide_pages import PICTURES
from bot.trainer.sections import PROJECT
from bot.understanding.intents import IntentClassifier

PASSWORD = "correct horse battery"
SHOWN = (1280, 900)
COLOURS = 48
SECONDS_TO_READ = 180
TALKS = {
    "en": ("hello", "so how deep am i in, it's Alex Carter", "can i skip june"),
    "zh_Hans_CN": ("你好", "我是王伟，我那笔现在到底是个啥情况", "六月能不能先不给"),
    "zh_Hant_TW": ("你好", "我是陳小明，我那筆現在到底怎樣了", "六月可以先不繳嗎"),
    "zh_Hant_HK": ("你好", "我係陳小明，我嗰筆而家去到邊", "六月可唔可以唔還住"),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        for locale in LOCALES:
            folder = Path(name) / locale
            project = _copy_of_project(folder)
            database = Database(f"sqlite:///{folder / 'ledger.db'}")
            Base.metadata.create_all(database.engine)
            _write_messages(database, locale)
            with serving(database, project=project) as site:
                _draw(site, locale)
            database.close()


def _copy_of_project(folder: Path) -> Path:
    project = folder / "project"
    shutil.copytree(PROJECT / "data", project / "data")
    shutil.copy(PROJECT / "domain.yml", project)
    (folder / "models").mkdir()
    (folder / "models/fitted").symlink_to((PROJECT / "models/fitted").resolve())
    return project


def _write_messages(database: Database, locale: str) -> None:
    classifier = IntentClassifier.load(PROJECT / "models/current/intents.npz")
    hello, asked, other = TALKS[locale]
    now = machine_now()
    with database.writing() as session:
        add_staff(session, "Yu", PASSWORD, role=Role.TRAINER)
        conversation(session, now=now, locale=locale)
        said(session, hello, now=now)
        said(session, "…", now=now, author="assistant", response="utter_greet")
        for text, answer in ((asked, "utter_not_understood"), (other, "utter_out_of_scope")):
            read(session, text, *classifier.predict(text)[:3], now=now, answer=answer)
            said(session, "…", now=now, author="assistant", response=answer)


def _draw(site: Site, locale: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        size = {"width": SHOWN[0], "height": SHOWN[1]}
        page = browser.new_context(viewport=size).new_page()
        page.goto(f"{site.url}/trainer/?lang={locale}")
        page.locator("[name=name]").fill("Yu")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form .primary").click()
        page.goto(f"{site.url}/trainer/inbox?lang={locale}")
        _wait_for_neighbours(page)
        _photograph(page, f"inbox.{locale}.png")
        page.keyboard.press("1")
        expect(page.locator("#told")).not_to_be_empty()
        page.set_viewport_size({"width": SHOWN[0], "height": 560})
        page.goto(f"{site.url}/trainer/inbox/labels")
        _photograph(page, f"labels.{locale}.png")
        browser.close()


def _photograph(page: Page, name: str) -> None:
    """In few colours, which is all that the page has."""
    shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS).save(PICTURES / name, optimize=True)


def _wait_for_neighbours(page: Page) -> None:
    """They are read in the background, and shown from the next look on."""
    for _ in range(SECONDS_TO_READ):
        if page.locator(".near li").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise TimeoutError


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    main()
