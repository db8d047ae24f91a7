"""Agents and a borrower at the same time, in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from browsing import page_opened
from playwright.sync_api import Browser, Page, expect
from served_site import Answer, Site
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import machine_now
from bot.ledger.demonstration import load_demonstration
from bot.ledger.tables import Borrower, Conversation, Message, Outbox
from bot.servicing import handoff
from bot.servicing.staff import Role, add_staff

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_hashes")]

PASSWORD = "correct horse battery"


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[[], Page]]:
    """A new browser profile each time."""
    with ExitStack() as pages:
        screen = {"width": 1280, "height": 860}
        yield lambda: pages.enter_context(page_opened(browser, viewport=screen))


@pytest.fixture
def borrower(opened: Callable[[], Page], site: Site) -> Page:
    page = opened()
    site.stand_in.answers["start"] = Answer("Hello, I am the assistant.")
    page.goto(f"{site.url}/chat/")
    expect(page.get_by_role("log")).to_contain_text("Hello, I am the assistant.")
    return page


@pytest.fixture
def agent(opened: Callable[[], Page], site: Site) -> Callable[[str], Page]:
    def sign_in(name: str) -> Page:
        with site.database.writing() as session:
            add_staff(session, name, PASSWORD, role=Role.AGENT)
        page = opened()
        page.goto(f"{site.url}/console")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        return page

    return sign_in


def ask_for_agent(
    site: Site, reason: HandoffReason, *, words: tuple[str, ...] = (), level: str = "calm"
) -> str:
    """As the relay does when it hands the only conversation over."""

    def work(session: Session) -> str:
        conversation = session.scalars(select(Conversation)).one()
        conversation.distress_level = level
        evidence = {"words": list(words)}
        handoff.hand_over(session, conversation, reason, evidence=evidence, now=machine_now())
        return conversation.id

    with site.database.writing() as session:
        conversation_id = work(session)
    site.server.call(site.live.publish, conversation_id)
    return conversation_id


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Send").click()


def test_two_agents_and_a_borrower(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin, mei = agent("Lin"), agent("Mei")
    expect(lin.get_by_text("Nobody is waiting here.")).to_be_visible()

    ask_for_agent(site, HandoffReason.ASKED_FOR_PERSON)
    for page in (lin, mei):
        page.get_by_role("link", name="Not yet known").click()
        expect(page.get_by_label("Your answer")).to_be_disabled()
    lin.get_by_role("button", name="Take this conversation").click()
    expect(mei.get_by_text("With Lin")).to_be_visible()
    expect(mei.get_by_role("button", name="Take this conversation")).to_have_count(0)

    write(lin, "Your answer", "Hello, I'm Lin. How can I help?")
    expect(borrower.locator(".by-agent")).to_contain_text("Hello, I'm Lin. How can I help?")
    expect(lin.get_by_label("Your answer")).to_have_value("")
    write(lin, "Your answer", "Take your time.")
    expect(borrower.locator(".by-agent")).to_have_count(2)

    write(borrower, "Your message", "Thank you, Lin")
    for page in (lin, mei):
        expect(page.get_by_label("Transcript")).to_contain_text("Thank you, Lin")
    expect(lin.locator(".by-agent")).to_have_count(2)

    lin.get_by_role("button", name="Give back to the assistant").click()
    expect(borrower.get_by_role("log")).to_contain_text("This is the automated assistant again.")
    expect(lin.get_by_label("Your answer")).to_be_disabled()
    write(borrower, "Your message", "and now?")
    expect(borrower.get_by_role("log")).to_contain_text("<and now?>")


def test_of_two_agents_who_claim_at_once_the_second_is_told(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    mei = agent("Mei")
    conversation = ask_for_agent(site, HandoffReason.ASKED_FOR_PERSON)
    address = f"{site.url}/console/conversations/{conversation}"
    # Without its script the page does not hear that Lin was quicker.
    mei.route("**/console.js", lambda route: route.abort())
    mei.goto(address)
    lin = agent("Lin")
    lin.goto(address)
    lin.get_by_role("button", name="Take this conversation").click()
    expect(lin.get_by_text("With you")).to_be_visible()
    mei.get_by_role("button", name="Take this conversation").click()
    expect(mei.get_by_role("alert")).to_have_text("Another agent has taken this conversation.")


def test_a_crisis_is_shown_with_what_led_to_it_and_cleared_with_a_reason(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin = agent("Lin")
    ask_for_agent(site, HandoffReason.CRISIS, words=("better off without me",), level="crisis")
    line = lin.get_by_role("link", name="Crisis: may be in danger")
    expect(line).to_be_visible()
    line.click()
    facts = lin.get_by_role("complementary", name="Facts")
    expect(facts).to_contain_text("“better off without me”")
    lin.get_by_role("button", name="Take this conversation").click()
    expect(lin.get_by_role("button", name="Give back to the assistant")).to_have_count(0)
    lin.get_by_label("Why it is over").fill("Her sister is with her.")
    lin.get_by_role("button", name="Clear the crisis").click()
    expect(facts).to_contain_text("“Her sister is with her.”")
    lin.get_by_role("button", name="Give back to the assistant").click()
    expect(borrower.get_by_role("log")).to_contain_text("This is the automated assistant again.")


def test_an_agent_takes_over_from_the_assistant_unasked(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin = agent("Lin")
    lin.get_by_role("link", name="With the assistant").click()
    lin.get_by_role("link", name="Not yet known").click()
    lin.get_by_role("button", name="Take over from the assistant").click()
    expect(lin.get_by_label("Your answer")).to_be_enabled()
    write(borrower, "Your message", "hello?")
    expect(lin.get_by_label("Transcript")).to_contain_text("hello?")
    expect(borrower.get_by_role("log")).not_to_contain_text("<hello?>")


def test_the_draft_of_an_answer_outlives_news(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin = agent("Lin")
    conversation = ask_for_agent(site, HandoffReason.ASKED_FOR_PERSON)
    lin.goto(f"{site.url}/console/conversations/{conversation}")
    lin.get_by_role("button", name="Take this conversation").click()
    lin.get_by_label("Your answer").fill("half an ans")
    write(borrower, "Your message", "one more thing")
    expect(lin.get_by_label("Transcript")).to_contain_text("one more thing")
    expect(lin.get_by_label("Your answer")).to_have_value("half an ans")


def test_the_loan_stands_beside_the_chat_once_identity_was_proven(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin = agent("Lin")
    conversation_id = ask_for_agent(site, HandoffReason.OUTSIDE_TERMS)
    lin.goto(f"{site.url}/console/conversations/{conversation_id}")
    facts = lin.get_by_role("complementary", name="Facts")
    expect(facts).to_contain_text("not proven: say nothing about a loan")
    with site.database.writing() as session:
        load_demonstration(session, now=machine_now(), countries={"CN"})
        owner = session.scalars(select(Borrower)).first()
        assert owner
        conversation = session.get_one(Conversation, conversation_id)
        conversation.borrower_id = owner.id
        conversation.proven_at = machine_now()
        name, reference = owner.name, owner.loans[0].reference
    lin.reload()
    expect(facts).to_contain_text(name)
    expect(facts).to_contain_text(f"Loan {reference}")
    expect(facts).to_contain_text("CN¥")
    expect(facts).to_contain_text("lapsed since")


def test_script_in_a_borrowers_name_is_shown_as_text(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    attack = "<script>document.title='x'</script><b>Wei</b>"
    lin = agent("Lin")
    with site.database.writing() as session:
        load_demonstration(session, now=machine_now(), countries={"CN"})
        owner = session.scalars(select(Borrower)).first()
        assert owner
        owner.name = attack
        session.scalars(select(Conversation)).one().borrower_id = owner.id
    conversation_id = ask_for_agent(site, HandoffReason.DISPUTE)
    expect(lin.locator(".line .name")).to_have_text(attack)
    lin.goto(f"{site.url}/console/conversations/{conversation_id}")
    expect(lin.get_by_role("heading", level=1)).to_have_text(attack)
    assert lin.locator("b").count() == 0


def test_signed_out_elsewhere_the_page_asks_to_sign_in_again(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin = agent("Lin")
    other = lin.context.new_page()
    other.goto(f"{site.url}/console/")
    other.get_by_role("button", name="Sign out").click()
    ask_for_agent(site, HandoffReason.DISPUTE)
    expect(lin.get_by_role("heading", name="Sign in")).to_be_visible()


def test_what_is_said_is_marked_with_who_said_it(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin = agent("Lin")
    conversation_id = ask_for_agent(site, HandoffReason.ASKED_FOR_PERSON)
    with site.database.writing() as session:
        message = session.scalars(select(Message).where(Message.author == "assistant")).one()
        session.add(
            Message(
                conversation_id=conversation_id,
                key="in:x",
                author="borrower",
                kind="proof",
                at=message.at,
            )
        )
    lin.goto(f"{site.url}/console/conversations/{conversation_id}")
    expect(lin.locator(".by-assistant .by")).to_contain_text("Assistant")
    expect(lin.locator(".by-borrower .bubble").last).to_have_text(
        "Sent proof of identity (not kept)"
    )


def test_each_sees_that_the_other_writes(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin = agent("Lin")
    conversation = ask_for_agent(site, HandoffReason.ASKED_FOR_PERSON)
    lin.goto(f"{site.url}/console/conversations/{conversation}")
    lin.get_by_role("button", name="Take this conversation").click()
    expect(borrower.locator("#state")).to_contain_text("Lin is here")
    expect(lin.get_by_text("The borrower is writing…")).to_be_hidden()
    borrower.get_by_label("Your message").press_sequentially("I wonder")
    expect(lin.get_by_text("The borrower is writing…")).to_be_visible()
    lin.get_by_label("Your answer").press_sequentially("Let me")
    expect(borrower.get_by_text("Lin is writing…")).to_be_visible()
    lin.get_by_role("button", name="Send").click()
    expect(borrower.get_by_text("Lin is writing…")).to_have_count(0)


def test_an_edited_message_shows_what_it_said_before_and_an_answer_that_it_arrived(
    borrower: Page, agent: Callable[[str], Page], site: Site
) -> None:
    lin = agent("Lin")
    conversation = ask_for_agent(site, HandoffReason.ASKED_FOR_PERSON)
    with site.database.writing() as session:
        for key, kind, text in (("in:1", "text", "I pay 50"), ("in:2", "edited", "I pay 500")):
            edit = {"key": key, "kind": kind, "text": text, "provider_id": "7"}
            session.add(
                Message(conversation_id=conversation, author="borrower", at=machine_now(), **edit)
            )
            session.flush()
    lin.goto(f"{site.url}/console/conversations/{conversation}")
    lin.get_by_role("button", name="Take this conversation").click()
    edited = lin.locator(".said", has_text="I pay 500")
    edited.get_by_text("Before it was edited").click()
    expect(edited.get_by_text("I pay 50", exact=True)).to_be_visible()
    write(lin, "Your answer", "Noted.")
    said = lin.locator(".by-agent")
    expect(said).to_contain_text("being sent")
    with site.database.writing() as session:
        waiting = session.scalars(select(Outbox).where(Outbox.conversation_id == conversation))
        for row in waiting.all():
            session.delete(row)
    expect(said).to_contain_text("delivered")
