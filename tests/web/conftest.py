from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from browsing import chromium_running, page_opened
from console_forms import console_of
from playwright.sync_api import Browser, Page
from served_site import Site, serving
from starlette.testclient import TestClient

from bot.ledger.database import Database


@pytest.fixture
def site(sqlite: Database) -> Iterator[Site]:
    with serving(sqlite) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its module: while it runs, its event loop shuts out every asynchronous test."""
    with chromium_running() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_opened(browser, viewport={"width": 900, "height": 760}) as page:
        yield page


@pytest.fixture
def client(sqlite: Database, now: datetime, quick_hashes: None) -> Iterator[TestClient]:
    with TestClient(console_of(sqlite, now), follow_redirects=False) as opened:
        yield opened
