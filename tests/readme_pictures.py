"""`make pictures`: the README's pictures, taken of a demonstration in Chromium."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browsing import chromium_running, page_opened
from playwright.sync_api import Page, expect
from running_program import PROJECT, REPAY, RunningProgram
from world import World

from bot.ledger.database import Database

DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
CROWD = ("--conversations", "200", "--messages", "2000")


def main() -> None:
    docs = PROJECT / "docs"
    with (
        tempfile.TemporaryDirectory() as folder,
        _demonstration(Path(folder)) as world,
        chromium_running() as browser,
    ):
        with page_opened(browser, viewport=PHONE, locale="zh-CN") as chat:
            talk(chat, world)
            chat.screenshot(path=docs / "chat.png")
        with page_opened(browser, viewport=DESK, locale="en-GB") as console:
            sign_in(console, world)
            console.screenshot(path=docs / "inbox.png")
            answer(console)
            console.evaluate("transcript.scrollTop = transcript.scrollHeight; scrollTo(0, 0)")
            console.screenshot(path=docs / "conversation.png")
            console.goto(f"{world.program.url}/console/supervision")
            console.screenshot(path=docs / "supervision.png")


@contextmanager
def _demonstration(folder: Path) -> Iterator[World]:
    program = RunningProgram(folder, {})
    command = [REPAY, "demonstration", "seed", *CROWD]
    subprocess.run(command, cwd=PROJECT, env=program.environment, check=True, capture_output=True)
    program.start()
    ledger = Database(f"sqlite:///{folder / 'ledger.db'}")
    yield World(program, None, ledger)
    ledger.close()
    program.stop()


def talk(chat: Page, world: World) -> None:
    """A borrower asks for installments, and then for a person."""
    person = world.borrower("zh_Hans_CN", name="周小琴")
    chat.goto(f"{world.program.url}/chat/?start={world.link_token(person)}")
    log = chat.get_by_role("log")
    expect(log).to_contain_text("周小琴")
    say(chat, "我失业了，这个月还不上，能分期还吗")
    picture = chat.get_by_role("img").last
    expect(picture).to_be_visible()
    picture.evaluate("image => image.decode()")
    picture.evaluate("image => image.scrollIntoView({ block: 'center' })")


def say(chat: Page, words: str) -> None:
    chat.locator("#text").fill(words)
    chat.keyboard.press("Enter")
    expect(chat.locator(".pending")).to_have_count(0)


def sign_in(console: Page, world: World) -> None:
    name, password = world.program.console_sign_in
    console.goto(f"{world.program.url}/console/")
    console.get_by_label("Name").fill(name)
    console.get_by_label("Password").fill(password)
    console.get_by_role("button", name="Sign in").click()
    expect(console.get_by_role("heading", name="Inbox")).to_be_visible()


def answer(console: Page) -> None:
    console.get_by_role("link", name="With the assistant").click()
    console.get_by_role("link", name="周小琴").first.click()
    console.get_by_role("button", name="Take over from the assistant").click()
    composer = console.get_by_label("Your answer")
    composer.fill("周女士您好，我是小林。失业期间先还一部分也可以，我们一起看看下面的方案。")
    console.get_by_role("button", name="Send").click()
    expect(console.locator(".by-agent")).to_contain_text("delivered")


if __name__ == "__main__":
    main()
