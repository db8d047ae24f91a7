"""The whole job in Chromium: the borrower's page and the agent's, with the real program."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import chromium_running, page_opened
from playwright.sync_api import Browser, Page, expect
from world import World

from bot.ledger.demonstration import Person

pytestmark = [pytest.mark.browser, pytest.mark.rasa]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_running() as browser:
        yield browser


@pytest.fixture
def person(world: World) -> Person:
    return world.borrower("en", name="Robin Rivers")


@pytest.fixture
def chat(chromium: Browser, world: World) -> Iterator[Page]:
    with page_opened(chromium, viewport={"width": 400, "height": 760}) as page:
        page.goto(f"{world.program.url}/chat/")
        expect_said(page, "I am a program, not a person")
        yield page


@pytest.fixture
def console(chromium: Browser, world: World) -> Iterator[Page]:
    with page_opened(chromium, viewport={"width": 1280, "height": 860}) as page:
        name, password = world.program.console_sign_in
        page.goto(f"{world.program.url}/console/")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        yield page


def expect_said(page: Page, words: str) -> None:
    expect(page.get_by_role("log")).to_contain_text(words)


def write(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Send").click()


def prove(page: Page, person: Person) -> None:
    page.get_by_label("Phone number on file").fill(person.phone)
    page.get_by_label("Day").fill(str(person.birth_date.day))
    page.get_by_label("Month").fill(str(person.birth_date.month))
    page.get_by_label("Year").fill(str(person.birth_date.year))
    page.get_by_role("button", name="Check").click()


def test_a_borrower_settles_a_late_loan(chat: Page, person: Person, world: World) -> None:
    chat.get_by_role("button", name="What do I owe?").click()
    prove(chat, person)
    expect_said(chat, "Overdue: £")
    expect(chat.get_by_role("log")).not_to_contain_text(person.phone)
    chat.get_by_role("button", name="Pay in installments").click()
    expect(chat.get_by_role("img", name="Picture of the schedule")).to_be_visible()
    chat.get_by_role("button", name="1. ").click()
    expect_said(chat, "Please read this once more")
    chat.get_by_role("button", name="Yes, I agree").dblclick()
    expect_said(chat, "Agreed for ")
    expect_said(chat, "Your reference is A")
    with chat.expect_download() as agreement:
        chat.get_by_role("link", name="Agreement").click()
    assert agreement.value.suggested_filename.endswith(".pdf")
    expect(chat.get_by_role("link", name="Dates")).to_be_visible()
    [loan] = world.report(person)["loans"]
    assert [kept["status"] for kept in loan["arrangements"]] == ["agreed"]


def test_an_agent_takes_over_and_gives_back(
    chat: Page, console: Page, person: Person, world: World
) -> None:
    chat.goto(f"{world.program.url}/chat/?start={world.link_token(person)}")
    expect_said(chat, "Thank you, Robin Rivers")
    write(chat, "Your message", "I want to talk to a person")
    expect_said(chat, "I have asked a colleague")
    console.get_by_label("Search").fill("Robin Rivers")
    console.get_by_role("button", name="Show", exact=True).click()
    console.get_by_role("link", name="Robin Rivers").first.click()
    expect(console.get_by_label("Transcript")).to_contain_text("I want to talk to a person")
    console.get_by_role("button", name="Take this conversation").click()
    write(console, "Your answer", "Hello, how can I help?")
    expect_said(chat, "Hello, how can I help?")
    write(chat, "Your message", "I lost my job")
    expect(console.get_by_label("Transcript")).to_contain_text("I lost my job")
    console.get_by_role("button", name="Give back to the assistant").click()
    expect_said(chat, "This is the automated assistant again")
