"""The console on a phone: nothing is pushed sideways, and a thumb reaches everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from browsing import page_opened
from playwright.sync_api import Browser, Page, expect
from served_site import Site
from sqlalchemy import select

from bot.ledger.clock import machine_now
from bot.ledger.crowd import Crowd, Size
from bot.ledger.demonstration import load_demonstration
from bot.ledger.tables import Conversation
from bot.servicing import handoff
from bot.servicing.staff import Role, add_staff

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_hashes")]

PASSWORD = "correct horse battery"
PHONE = {"width": 390, "height": 844}
SMALLEST = 40
OUTSIDE = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter(one => one.checkVisibility() && !one.matches(".skip, .hidden, [type=hidden]"))
    .map(one => [one.textContent.trim().slice(0, 30) || one.name, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.left < 0 || box.right > innerWidth))
    .map(([name]) => name)"""
SMALL = """() => [...document.querySelectorAll("button, select, input[name], textarea")]
    .filter(one => one.checkVisibility() && !"hidden checkbox range".includes(one.type))
    .filter(one => one.getBoundingClientRect().height < %s)
    .map(one => one.textContent.trim().slice(0, 30) || one.name)"""


@pytest.fixture
def full(site: Site) -> str:
    """A queue of people, one of whom is with Sue. Answers the id of that conversation."""
    now = machine_now()
    with site.database.writing() as session:
        load_demonstration(session, now=now, countries={"CN"})
        sue = add_staff(session, "Sue", PASSWORD, role=Role.SUPERVISOR)
    Crowd([(sue.id, "Sue")], now=now).fill(site.database, Size(150, 900), lambda _: None)
    with site.database.writing() as session:
        known = Conversation.borrower_id.is_not(None) & (Conversation.status == "assistant")
        talk = session.scalars(select(Conversation).where(known)).first()
        assert talk
        talk.proven_at, talk.trusted_until = now, now + timedelta(days=1)
        handoff.claim(session, talk.id, staff=sue, now=now)
        return talk.id


@pytest.fixture(params=["zh-CN", "zh-HK", "en-GB"])
def phone(
    request: pytest.FixtureRequest, browser: Browser, site: Site, full: str
) -> Iterator[Page]:
    with page_opened(
        browser, locale=request.param, viewport=PHONE, has_touch=True, is_mobile=True
    ) as page:
        page.goto(f"{site.url}/console/")
        page.locator("[name=name]").fill("Sue")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form button.primary").click()
        expect(page.locator(".lines")).to_be_visible()
        yield page


def test_every_page_fits_a_phone(phone: Page, site: Site, full: str) -> None:
    talk = f"conversations/{full}"
    with site.database.reading() as session:
        borrower = session.get_one(Conversation, full).borrower
        assert borrower
        loan = borrower.loans[0].reference
    for place in ("", "?view=assistant", talk, f"{talk}/offers?loan={loan}", "supervision"):
        phone.goto(f"{site.url}/console/{place}")
        expect(phone.locator("h1")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], place
        assert phone.evaluate(OUTSIDE) == [], place
        assert phone.evaluate(SMALL % SMALLEST) == [], place


def test_an_answer_is_written_and_sent_with_a_thumb(phone: Page, site: Site, full: str) -> None:
    phone.goto(f"{site.url}/console/conversations/{full}")
    phone.locator("#text").tap()
    phone.locator("#text").fill("您慢慢说，我在听。")
    phone.locator("#composer .primary").tap()
    expect(phone.locator("#transcript")).to_contain_text("您慢慢说，我在听。")
    expect(phone.locator("#text")).to_have_value("")
