"""Every page read by axe, light and dark, in two languages: nothing that shuts somebody out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import page_opened
from people import DESPERATE, TERMS, WANG, Sender, load_people
from playwright.sync_api import Browser, Page, expect
from served_site import Answer, Site, serving

from actions.papers import receipt
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.tables import Staff
from bot.loans import CaseKind, Money
from bot.payments.demonstration import DemonstrationCashier
from bot.payments.routes import Cashier
from bot.servicing import desk, handoff
from bot.servicing.account import view_loans
from bot.servicing.cases import open_case
from bot.servicing.payments import PaymentRules, make_order
from bot.servicing.receipts import Till
from bot.servicing.staff import Role, add_staff

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_hashes")]

PASSWORD = "correct horse battery"
READERS = [("en-GB", "light"), ("zh-TW", "dark")]


@pytest.fixture
def sender(sqlite: Database, now: datetime) -> Sender:
    """Wang, with a case, asks whether to pay, and then cannot go on."""
    load_people(sqlite, now)
    sender = Sender(sqlite)
    sender.proves()
    sender.says("the amount is wrong")
    with sender.turn() as (turn, _):
        open_case(turn, CaseKind.WRONG_AMOUNT)
    return sender


@pytest.fixture
def link(sender: Sender) -> str:
    sender.says("I want to pay 500")
    with sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        amount = Money.parse("CNY 500.00")
        _, token = make_order(turn, borrower, view, amount, rules=PaymentRules())
        return token


@pytest.fixture
def full_desk(sender: Sender, link: str) -> str:
    """The conversation with all that can stand beside one; its agent is a supervisor."""
    sender.says("I cannot go on", DESPERATE)
    Sender(sender.database, address="chat-2").says("me neither", DESPERATE)
    conversation = sender.conversation().id
    with sender.database.writing() as session:
        now = read_clock(session)
        lin: Staff = add_staff(session, "Lin", PASSWORD, role=Role.SUPERVISOR)
        who = {"staff": lin, "now": now}
        handoff.claim(session, conversation, **who)
        desk.add_note(session, conversation, "call after six", **who)
        desk.add_label(session, conversation, "vip", **who)
        later = (now + timedelta(days=30)).date()
        desk.set_need(session, conversation, "more_time", later, has_consented=True, **who)
        handoff.answer(session, conversation, "I am here.", key="1", **who)
        lin.break_due_since = now
    return conversation


@pytest.fixture
def site(sender: Sender, full_desk: str) -> Iterator[Site]:
    till = Till(sender.voice, TERMS, receipt)
    cashier = Cashier(
        sender.database,
        till,
        DemonstrationCashier(),
        lambda _: None,
        brand="Anan",
        default_locale="en",
        address="http://testserver",
    )
    with serving(sender.database, beside=[cashier.routes()]) as running:
        yield running


def shut_out(page: Page) -> list[str]:
    """What axe finds serious, each with the elements that have it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url} {one['id']}: {[node['html'][:160] for node in one['nodes'][:4]]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.fixture(params=READERS, ids="-".join)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    locale, scheme = request.param
    with page_opened(browser, locale=locale, color_scheme=scheme) as opened:
        yield opened


def test_the_console_shuts_nobody_out(page: Page, site: Site, full_desk: str) -> None:
    here = f"{site.url}/console"
    page.goto(f"{here}/sign-in")
    found = shut_out(page)
    page.locator("#name").fill("Lin")
    page.locator("#password").fill(PASSWORD)
    page.locator("button.primary").click()
    expect(page.locator("h1")).to_be_visible()
    one = f"conversations/{full_desk}"
    for place in (
        "",
        "?view=mine",
        one,
        f"{one}?problem=never_say",
        f"{one}/offers?loan={WANG.loan}&kind=arrears_plan&installments=30",
        "account",
        "supervision",
        "record",
        "canned",
        "nowhere",
    ):
        page.goto(f"{here}/{place}")
        found += shut_out(page)
    assert found == []


def test_the_chat_shuts_nobody_out(page: Page, site: Site) -> None:
    site.stand_in.answers["start"] = Answer("Hello.", ("Pay", "Talk to a person"))
    site.stand_in.answers["balance"] = Answer("Who are you?", asks_for_phone="Share my number")
    page.goto(f"{site.url}/chat/")
    expect(page.get_by_role("log")).to_contain_text("Hello.")
    found = shut_out(page)
    page.locator("#text").fill("balance")
    page.locator("#text").press("Enter")
    expect(page.locator("#proof")).to_be_visible()
    found += shut_out(page)
    page.locator("#more summary").click()
    found += shut_out(page)
    assert found == []


def test_the_cashier_shuts_nobody_out(page: Page, site: Site, link: str) -> None:
    page.goto(f"{site.url}/pay/{link}")
    found = shut_out(page)
    page.locator("button.primary").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    assert found + shut_out(page) == []


def test_a_picture_without_words_would_be_found(page: Page) -> None:
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src=x></main>")
    assert "image-alt" in shut_out(page)[0]
