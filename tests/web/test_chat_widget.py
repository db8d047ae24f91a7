"""The chat on a lender's own page, by one script tag."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from served_site import Answer, Server, Site, serving
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.ledger.database import Database
from bot.live import Live

pytestmark = pytest.mark.browser


class Lender:
    """A lender's careful page: it allows our script and our frame, and no inline style."""

    def __init__(self) -> None:
        self.chat = ""
        self.query = ""
        self.server = Server(Starlette(routes=[Route("/", self._page)]), Live())
        # Another port is another origin.
        self.origin = f"http://127.0.0.1:{self.server.port}"

    def open(self, page: Page, site: Site, query: str = "") -> None:
        site.stand_in.answers["start"] = Answer("Hello, I am the assistant.")
        self.chat, self.query = site.url, query
        page.goto(self.origin)

    async def _page(self, request: Request) -> Response:
        tag = f'<script src="{self.chat}/chat/widget.js{self.query}" async></script>'
        policy = f"default-src 'none'; script-src {self.chat}; frame-src {self.chat}"
        return HTMLResponse(
            f"<!doctype html><html lang=en><title>Lender</title><body><p>Loans</p>{tag}",
            headers={"Content-Security-Policy": policy},
        )


@pytest.fixture
def lender() -> Iterator[Lender]:
    lender = Lender()
    yield lender
    lender.server.stop()


def test_one_script_tag_puts_the_chat_on_another_sites_page(
    page: Page, sqlite: Database, lender: Lender
) -> None:
    with serving(sqlite, embed_origins=(lender.origin,)) as site:
        lender.open(page, site)
        expect(page.get_by_role("button", name="Open chat")).to_be_visible()
        assert site.stand_in.received == []
        page.get_by_role("button", name="Open chat").click()
        chat = page.frame_locator("#repay-chat-frame")
        expect(chat.get_by_role("log")).to_contain_text("Hello, I am the assistant.")
        chat.get_by_label("Your message").fill("from the lender's page")
        page.keyboard.press("Enter")
        expect(chat.get_by_role("log")).to_contain_text("<from the lender's page>")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Open chat")).to_be_focused()
        expect(page.locator("#repay-chat-frame")).to_be_hidden()


def test_the_lenders_page_may_say_the_language(
    page: Page, sqlite: Database, lender: Lender
) -> None:
    with serving(sqlite, embed_origins=(lender.origin,)) as site:
        lender.open(page, site, "?lang=zh_Hant_HK")
        page.get_by_role("button", name="開啟對話").click()
        chat = page.frame_locator("#repay-chat-frame")
        expect(chat.get_by_role("button", name="找真人")).to_be_visible()


def test_a_site_that_is_not_named_cannot_frame_the_chat(
    page: Page, site: Site, lender: Lender
) -> None:
    lender.open(page, site)
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.get_by_role("button", name="Open chat").click()
    assert site.stand_in.received == []
