"""From the chat to the payment page and back, in Chromium, with the real program."""

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
    return world.borrower("en")


@pytest.fixture
def chat(chromium: Browser, world: World, person: Person) -> Iterator[Page]:
    with page_opened(chromium, viewport={"width": 390, "height": 780}) as page:
        page.goto(f"{world.program.url}/chat/?start={world.link_token(person)}")
        expect_said(page, "I know who you are now")
        yield page


def expect_said(page: Page, words: str) -> None:
    expect(page.get_by_role("log")).to_contain_text(words)


def say(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.get_by_role("button", name="Send").click()


def open_cashier(chat: Page) -> Page:
    say(chat, "I want to pay 100 now")
    chat.get_by_role("button", name="Yes, pay this").click()
    link = chat.locator("a[href*='/pay/']")
    with chat.context.expect_page() as opened:
        link.click()
    return opened.value


def test_a_payment_in_two_tabs_is_one_and_its_receipt_is_in_the_chat(
    chat: Page, person: Person, world: World
) -> None:
    cashier = open_cashier(chat)
    other_tab = chat.context.new_page()
    other_tab.goto(cashier.url)
    expect(cashier.get_by_text("DEMONSTRATION cashier")).to_be_visible()
    expect(cashier.get_by_text("£100.00", exact=True)).to_be_visible()
    assert cashier.evaluate("document.documentElement.scrollWidth") <= 390
    cashier.get_by_role("button", name="Pay £100.00").dblclick()
    expect(cashier.get_by_role("status")).to_contain_text("Paid. Thank you.")
    other_tab.get_by_role("button", name="Pay £100.00").click()
    expect(other_tab.get_by_role("status")).to_contain_text("Paid. Thank you.")
    expect_said(chat, "Received: £100.00")
    with chat.expect_download() as paper:
        chat.get_by_role("link", name="Receipt").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    [loan] = world.report(person)["loans"]
    assert [p["amount"] for p in loan["payments"]].count("GBP 100.00") == 1


def test_a_payment_without_script_that_fails_and_is_cancelled_in_another_language(
    chat: Page, chromium: Browser, world: World
) -> None:
    address = open_cashier(chat).url
    with page_opened(chromium, java_script_enabled=False) as cashier:
        cashier.goto(address)
        cashier.get_by_role("button", name="Try a payment that fails").click()
        expect(cashier.get_by_role("alert")).to_contain_text("did not go through")
        expect_said(chat, "nothing was taken")
        cashier.get_by_role("link", name="繁體中文（香港）").click()
        expect(cashier.locator("html")).to_have_attribute("lang", "zh-Hant-HK")
        cashier.get_by_role("button", name="取消這筆付款").click()
        expect(cashier.get_by_role("status")).to_contain_text("你取消了這筆付款")
        expect_said(chat, "You cancelled the payment")
