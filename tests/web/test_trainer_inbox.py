"""A trainer and an agent in Chromium: keys, marks, undo, and what a screen reader is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from misread import conversation, read, said
from playwright.sync_api import Page, expect
from served_site import Site
from sqlalchemy import select

from bot.ledger.clock import machine_now
from bot.ledger.tables import Message
from bot.ledger.training_tables import TrainingLabel
from bot.servicing.staff import Role, add_staff

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_hashes")]

PASSWORD = "correct horse battery"
ASKED = "so 😀 how deep am i in until 5 May"


@pytest.fixture
def talk(site: Site) -> None:
    now = machine_now()
    unknown = {"now": now, "answer": "utter_not_understood"}
    with site.database.writing() as session:
        conversation(session, now=now, borrower_id=None)
        said(session, "hello", now=now)
        read(session, ASKED, ("chitchat", 0.4), ("ask_balance", 0.3), ("greet", 0.1), **unknown)
        said(session, "Sorry?", now=now, author="assistant", response="utter_not_understood")
        read(session, "打我电话13800138000", ("chitchat", 0.6), ("greet", 0.2), now=now)


@pytest.fixture
def enter(site: Site, page: Page) -> Callable[[Role], Page]:
    def sign_in(role: Role) -> Page:
        with site.database.writing() as session:
            add_staff(session, role.value, PASSWORD, role=role)
        page.goto(f"{site.url}/{'trainer' if role is Role.TRAINER else 'console'}/")
        page.get_by_label("Name").fill(role.value)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        return page

    return sign_in


def labels(site: Site) -> list[TrainingLabel]:
    with site.database.reading() as session:
        return list(session.scalars(select(TrainingLabel).order_by(TrainingLabel.id)))


def test_a_trainer_labels_by_keys_alone(
    enter: Callable[[Role], Page], site: Site, talk: None
) -> None:
    trainer = enter(Role.TRAINER)
    words, told = trainer.locator("#words"), trainer.get_by_role("status")
    expect(words).to_have_value(ASKED)
    trainer.keyboard.press("2")
    expect(told).to_have_text("Labelled: ask_balance.")
    expect(words).to_have_value("打我电话[phone]")
    trainer.keyboard.press("n")
    expect(trainer.get_by_role("heading", name="Nothing waits for a look.")).to_be_visible()
    trainer.keyboard.press("u")
    expect(told).to_have_text("Undone.")
    expect(words).to_have_value("打我电话[phone]")
    trainer.keyboard.press("/")
    trainer.keyboard.type("greet\n")
    expect(told).to_have_text("Labelled: greet.")
    standing = [label for label in labels(site) if label.undone_at is None]
    assert [label.intents for label in standing] == [["ask_balance"], ["greet"]]


def test_words_are_marked_by_selecting_them(
    enter: Callable[[Role], Page], site: Site, talk: None
) -> None:
    trainer = enter(Role.TRAINER)
    words, told = trainer.locator("#words"), trainer.get_by_role("status")
    expect(words).to_have_value(ASKED)
    words.evaluate("(box) => box.setSelectionRange(box.value.indexOf('5 May'), box.value.length)")
    trainer.keyboard.press("e")
    trainer.get_by_label("What the selected words are").select_option("date")
    expect(trainer.get_by_role("list", name="Marked")).to_contain_text("5 May: date")
    trainer.keyboard.press("s")
    trainer.get_by_label("First wish").fill("ask_balance")
    trainer.get_by_label("Second wish").fill("greet")
    trainer.keyboard.press("Enter")
    expect(told).to_have_text("Labelled: several wishes.")
    [label] = labels(site)
    assert label.marks["marks"][0]["text"] == "5 May"
    trainer.keyboard.press("i")
    trainer.get_by_label("What would it mean?").fill("Asks to be called")
    trainer.get_by_role("button", name="Label", exact=True).last.click()
    expect(told).to_have_text("Labelled: needs a new intent.")


def test_on_a_phone_nothing_runs_out_of_the_page(
    enter: Callable[[Role], Page], site: Site, talk: None
) -> None:
    trainer = enter(Role.TRAINER)
    trainer.set_viewport_size({"width": 360, "height": 740})
    expect(trainer.locator("#words")).to_be_visible()
    for page in ("inbox", "inbox/labels"):
        trainer.goto(f"{site.url}/trainer/{page}")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert trainer.evaluate(overflow) == 0


def test_without_its_script_the_page_works_too(
    enter: Callable[[Role], Page], site: Site, talk: None
) -> None:
    trainer = enter(Role.TRAINER)
    trainer.route("**/inbox.js", lambda route: route.abort())
    trainer.reload()
    trainer.get_by_role("button", name="2 ask_balance").click()
    expect(trainer.get_by_role("status")).to_have_text("Labelled: ask_balance.")
    trainer.get_by_role("link", name="Labels").click()
    trainer.get_by_role("button", name="Write as examples: 1").click()
    expect(trainer.get_by_role("status")).to_have_text("Examples written: 1.")


def test_what_an_agent_says_was_misread_comes_first(
    enter: Callable[[Role], Page], site: Site, talk: None
) -> None:
    with site.database.reading() as session:
        hello = session.scalars(select(Message.id).where(Message.text == "hello")).one()
    agent = enter(Role.AGENT)
    agent.goto(f"{site.url}/console/conversations/read-1")
    message = agent.locator(f"#m{hello}")
    message.get_by_role("button", name="Understood wrongly?").click()
    expect(message.get_by_text("understood wrongly", exact=True)).to_be_visible()
    agent.get_by_role("button", name="Sign out").click()
    trainer = enter(Role.TRAINER)
    expect(trainer.locator("#words")).to_have_value("hello")
    expect(trainer.get_by_text("an agent says: understood wrongly").first).to_be_visible()
