from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from console_forms import console_of
from playwright.sync_api import Browser, Page, sync_playwright
from served_site import CHROMIUM, FLAGS, Site, serving
from starlette.testclient import TestClient

from bot.ledger.database import Database


@pytest.fixture
def site(sqlite: Database) -> Iterator[Site]:
    with serving(sqlite) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its module: while it runs, its event loop shuts out every asynchronous test."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": 900, "height": 760})
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


@pytest.fixture
def client(sqlite: Database, now: datetime, quick_hashes: None) -> Iterator[TestClient]:
    with TestClient(console_of(sqlite, now), follow_redirects=False) as opened:
        yield opened
