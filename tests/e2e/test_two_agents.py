"""Two agents in Chromium and a borrower on Telegram, all at once and in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from browsing import chromium_running, page_opened
from playwright.sync_api import Browser, Locator, Page, expect
from running_program import wait_until
from speakers import InTelegram
from world import World

from bot.pages.languages import translations
from bot.servicing.staff import Role, add_staff

pytestmark = [pytest.mark.browser, pytest.mark.rasa]

PASSWORD = "correct horse battery"
BORROWER = "周小琴"
SECONDS = 60


class Desk:
    """One agent's page, found by the words of its own language."""

    def __init__(self, page: Page, locale: str) -> None:
        self.page = page
        self._say: Callable[[str], str] = translations(locale).gettext

    def words(self, text: str, **values: str) -> str:
        return self._say(text) % values if values else self._say(text)

    def button(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(label), exact=True)

    @property
    def line(self) -> Locator:
        return self.page.get_by_role("link", name=BORROWER)

    @property
    def transcript(self) -> Locator:
        return self.page.get_by_label(self.words("Transcript"))

    @property
    def composer(self) -> Locator:
        return self.page.get_by_label(self.words("Your answer"))

    @property
    def head(self) -> Locator:
        return self.page.locator("#head")

    def answer(self, text: str) -> None:
        self.composer.fill(text)
        self.button("Send").click()
        expect(self.transcript).to_contain_text(text)
        expect(self.composer).to_have_value("")

    def sign_in(self, url: str, name: str) -> None:
        """The list is narrowed to the one borrower: other people's tests share the program."""
        self.page.goto(f"{url}/console/sign-in?next=/console/%3Fq%3D{BORROWER}")
        self.page.get_by_label(self.words("Name")).fill(name)
        self.page.get_by_label(self.words("Password")).fill(PASSWORD)
        self.button("Sign in").click()
        expect(self.page.get_by_role("heading", name=self.words("Inbox"))).to_be_visible()
        self.page.goto(f"{url}/console/?q={BORROWER}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_running() as browser:
        yield browser


@pytest.fixture
def desk(chromium: Browser, world: World) -> Iterator[Callable[[str, str], Desk]]:
    with ExitStack() as pages:

        def opened(name: str, locale: str) -> Desk:
            with world.database.writing() as session:
                add_staff(session, name, PASSWORD, role=Role.AGENT)
            tag = {"zh_Hans_CN": "zh-CN", "zh_Hant_HK": "zh-HK"}[locale]
            page = pages.enter_context(page_opened(chromium, locale=tag))
            sat_down = Desk(page, locale)
            sat_down.sign_in(world.program.url, name)
            return sat_down

        yield opened


def test_two_agents_and_a_borrower_on_telegram(
    world: World, desk: Callable[[str, str], Desk]
) -> None:
    borrower = InTelegram(world, world.borrower("zh_Hans_CN", name=BORROWER))
    lin, mei = desk("林晓", "zh_Hans_CN"), desk("梅婷", "zh_Hant_HK")
    for agent in (lin, mei):
        expect(agent.line).to_have_count(0)

    borrower.open_link()
    assert [said.response for said in borrower.say("我要找人工")] == ["utter_handoff"]
    for agent in (lin, mei):
        agent.line.click()
        expect(agent.transcript).to_contain_text("我要找人工")
        expect(agent.composer).to_be_disabled()
    looking = "%(names)s is looking at this too."
    expect(lin.page.get_by_text(lin.words(looking, names="梅婷"))).to_be_visible()
    expect(mei.page.get_by_text(mei.words(looking, names="林晓"))).to_be_visible()

    lin.button("Take this conversation").click()
    expect(lin.head).to_contain_text(lin.words("With you"))
    expect(mei.head).to_contain_text(mei.words("With %(name)s", name="林晓"))
    expect(mei.button("Take this conversation")).to_have_count(0)
    expect(mei.composer).to_be_disabled()

    lin.answer("您好，我是林晓。您慢慢说。")
    arrived(borrower, "林晓:\n您好，我是林晓。您慢慢说。")
    assert borrower.say("谢谢，我下周可以先还一部分") == []
    for agent in (lin, mei):
        expect(agent.transcript).to_contain_text("我下周可以先还一部分")

    lin.page.get_by_label(lin.words("To"), exact=True).select_option("梅婷")
    lin.button("Pass on").click()
    expect(mei.head).to_contain_text(mei.words("With you"))
    expect(lin.composer).to_be_disabled()
    mei.answer("您好，我是梅婷，接着帮您。")
    arrived(borrower, "梅婷:\n您好，我是梅婷，接着帮您。")

    mei.button("Give back to the assistant").click()
    expect(mei.composer).to_be_disabled()
    borrower.news()
    assert [said.response for said in borrower.say("我欠多少钱")] == ["utter_balance_late"]


def arrived(borrower: InTelegram, text: str) -> None:
    wait_until(lambda: text in borrower.received(), within=SECONDS, why=f"{text} did not arrive")
    borrower.news()
