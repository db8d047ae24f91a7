"""The chat as a borrower uses it, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import page_opened
from playwright.sync_api import Browser, Page, expect
from ports import held_port
from running_program import wait_until
from served_site import Answer, Site, serving
from sqlalchemy import select

from bot.conversations.messages import Author, MessageKind
from bot.documents.chart import Bar, Chart, Panel, draw_chart
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import Attachment, Conversation

pytestmark = pytest.mark.browser

GREETING = Answer("Hello, I am the assistant.", ("What I owe", "I can't pay"))


def opened(page: Page, site: Site, query: str = "") -> Page:
    site.stand_in.answers.setdefault("start", GREETING)
    page.goto(f"{site.url}/chat/{query}")
    expect(page.locator(".by-assistant, .by-agent").first).to_be_visible()
    return page


def write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def test_a_borrower_is_greeted_writes_and_is_answered(page: Page, site: Site) -> None:
    opened(page, site)
    expect(page.get_by_role("log")).to_contain_text("Hello, I am the assistant.")
    write(page, "I can't pay this month")
    expect(page.get_by_role("log")).to_contain_text("<I can't pay this month>")
    expect(page.locator(".by-borrower")).to_have_count(1)
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.get_by_label("Your message")).to_be_focused()


def test_enter_during_chinese_composition_picks_a_word_and_sends_nothing(
    page: Page, site: Site
) -> None:
    opened(page, site)
    page.get_by_label("Your message").fill("ni hao")
    page.evaluate(
        """() => document.getElementById("text").dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }))"""
    )
    expect(page.get_by_label("Your message")).to_have_value("ni hao")
    assert [m.command for m in site.stand_in.received] == ["start"]


def test_shift_and_enter_begin_a_new_line(page: Page, site: Site) -> None:
    opened(page, site)
    page.get_by_label("Your message").fill("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(page.locator(".by-borrower .words")).to_have_text("one\ntwo")


def test_a_chosen_button_is_shown_chosen_and_can_be_chosen_no_more(page: Page, site: Site) -> None:
    opened(page, site)
    page.get_by_role("button", name="I can't pay").click()
    expect(page.get_by_role("log")).to_contain_text("<I can't pay>")
    expect(page.locator(".choice.chosen")).to_have_text("I can't pay (chosen)")
    expect(page.get_by_role("button", name="What I owe")).to_be_disabled()
    page.reload()
    expect(page.locator(".choice.chosen")).to_have_text("I can't pay (chosen)")
    assert [m.button is not None for m in site.stand_in.received] == [False, True]


def test_the_conversation_is_there_again_after_closing_the_page(page: Page, site: Site) -> None:
    opened(page, site)
    write(page, "remember me")
    expect(page.get_by_role("log")).to_contain_text("<remember me>")
    page.goto("about:blank")
    opened(page, site)
    expect(page.locator(".by-borrower .words")).to_have_text("remember me")
    assert [m.command for m in site.stand_in.received].count("start") == 1


def test_another_browser_sees_nothing_of_it(page: Page, site: Site, browser: Browser) -> None:
    opened(page, site)
    write(page, "only mine")
    expect(page.get_by_role("log")).to_contain_text("<only mine>")
    with page_opened(browser) as other:
        opened(other, site)
        expect(other.get_by_role("log")).not_to_contain_text("only mine")


def test_markup_is_shown_as_it_was_written(page: Page, site: Site) -> None:
    opened(page, site)
    attack = '<img src=x onerror="document.title=1"><script>document.title=2</script> & *b*'
    write(page, attack)
    expect(page.locator(".by-borrower .words")).to_have_text(attack)
    expect(page.locator(".by-assistant .words").last).to_have_text(f"<{attack}>")
    assert page.locator(".log img, .log script").count() == 0
    assert page.title() == "Chat with Anan Finance"


def test_proof_goes_by_its_own_form_and_never_into_the_conversation(page: Page, site: Site) -> None:
    site.stand_in.answers |= {
        "What I owe": Answer("Please show that it is you.", asks_for_phone="Share"),
        "proof": Answer("Thank you, Wei."),
    }
    opened(page, site).get_by_role("button", name="What I owe").click()
    form = page.get_by_role("form", name="Show that it is you")
    expect(form.get_by_label("Phone number on file")).to_be_focused()
    form.get_by_label("Phone number on file").fill("+852 9876 0000")
    form.get_by_label("Day").fill("31")
    form.get_by_label("Month").fill("2")
    form.get_by_label("Year").fill("1990")
    form.get_by_role("button", name="Check").click()
    expect(form).to_contain_text("Enter a real date")
    expect(form.get_by_label("Year")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Day").fill("27")
    form.get_by_role("button", name="Check").click()
    expect(page.get_by_role("log")).to_contain_text("Thank you, Wei.")
    expect(form).to_be_hidden()
    proof = site.stand_in.received[-1]
    assert (proof.kind, proof.phone_shared, proof.birth_date) == (
        MessageKind.PROOF,
        "+852 9876 0000",
        "1990-02-27",
    )
    assert "9876" not in page.content()


def test_a_links_token_proves_and_leaves_the_address_bar(page: Page, site: Site) -> None:
    site.stand_in.answers["proof"] = Answer("Welcome back.")
    opened(page, site, "?start=abcdefgh12345678")
    expect(page.get_by_role("log")).to_contain_text("Welcome back.")
    assert "abcdefgh" not in page.url
    assert [m.link_token for m in site.stand_in.received] == ["abcdefgh12345678"]


def test_what_was_said_is_hidden_when_trust_lapses_and_shown_again_after_proof(
    page: Page, site: Site
) -> None:
    site.stand_in.answers["balance"] = Answer("You owe CNY 4,342.57.")
    opened(page, site)
    site.trust()
    write(page, "balance")
    expect(page.get_by_role("log")).to_contain_text("4,342.57")
    site.let_trust_lapse()
    expect(page.get_by_text("What was said earlier is hidden")).to_be_visible()
    expect(page.get_by_role("log")).not_to_contain_text("4,342.57")
    page.reload()
    expect(page.get_by_text("What was said earlier is hidden")).to_be_visible()
    assert "4,342.57" not in page.content()
    write(page, "hello again")
    expect(page.get_by_role("log")).to_contain_text("<hello again>")
    page.get_by_role("button", name="Show that it is you").click()
    expect(page.get_by_label("Phone number on file")).to_be_focused()
    site.trust()
    expect(page.get_by_role("log")).to_contain_text("4,342.57")
    expect(page.get_by_text("What was said earlier is hidden")).to_be_hidden()
    assert [m.command for m in site.stand_in.received].count("start") == 1


def test_a_person_is_one_button_away(page: Page, site: Site) -> None:
    site.stand_in.answers["human"] = Answer("A colleague will be with you.")
    opened(page, site).get_by_role("button", name="Talk to a person").click()
    expect(page.get_by_role("log")).to_contain_text("A colleague will be with you.")
    assert site.stand_in.received[-1].command == "human"


@pytest.fixture
def port() -> Iterator[int]:
    with held_port() as port:
        yield port


def test_what_is_written_while_the_server_is_away_arrives_once_when_it_is_back(
    page: Page, sqlite: Database, port: int
) -> None:
    with serving(sqlite, port=port) as site:
        opened(page, site)
        stand_in = site.stand_in
    expect(page.get_by_text("Connection lost.")).to_be_visible()
    write(page, "are you there?")
    write(page, "hello?")
    expect(page.get_by_text("Not sent yet.").first).to_be_visible()
    with serving(sqlite, port=port, stand_in=stand_in):
        expect(page.get_by_text("Connected again.")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("log")).to_contain_text("<hello?>")
        expect(page.locator(".pending")).to_have_count(0)
        assert page.locator(".by-borrower .words").all_text_contents() == [
            "are you there?",
            "hello?",
        ]
        page.goto("about:blank")
    assert [m.text for m in stand_in.received] == ["", "are you there?", "hello?"]


def test_what_another_process_wrote_arrives_without_being_told(page: Page, site: Site) -> None:
    opened(page, site)
    with site.database.writing() as session:
        conversation = session.query(Conversation).one()
        site.stand_in.answer(session, conversation, Answer("From elsewhere."))
    expect(page.get_by_role("log")).to_contain_text("From elsewhere.")


def test_an_agent_is_shown_as_a_person_by_name(page: Page, site: Site) -> None:
    opened(page, site)
    site.hand_to_agent("Lin", "Hello, I'm Lin.")
    expect(page.locator(".by-agent")).to_contain_text("Lin · a person, not a program")
    expect(page.locator("#state")).to_have_text("Lin is here, a person, not a program")
    expect(page.get_by_role("button", name="Talk to a person")).to_be_hidden()


@pytest.mark.parametrize(
    ("choice", "lang", "placeholder"),
    [
        ("zh_Hans_CN", "zh-Hans-CN", "用您自己的话写"),
        ("zh_Hant_TW", "zh-Hant-TW", "用您自己的話寫"),
        ("zh_Hant_HK", "zh-Hant-HK", "用你自己的說話寫"),
    ],
)
def test_the_language_can_be_changed_without_losing_what_is_being_written(
    page: Page, site: Site, choice: str, lang: str, placeholder: str
) -> None:
    opened(page, site)
    page.get_by_label("Your message").fill("half a sentence")
    page.locator("summary").click()
    page.locator("#language").select_option(choice)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("#text")).to_have_attribute("placeholder", re.compile(placeholder))
    expect(page.locator("#text")).to_have_value("half a sentence")

    def chosen() -> bool:
        with site.database.reading() as session:
            conversation = session.query(Conversation).one()
        return (conversation.locale, conversation.locale_chosen) == (choice, True)

    wait_until(chosen, why="the ledger does not learn of the language")


def test_the_page_follows_when_the_conversation_changes_its_language(
    page: Page, site: Site
) -> None:
    opened(page, site)
    with site.database.writing() as session:
        session.query(Conversation).one().locale = "zh_Hant_HK"
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-HK")


def test_each_chinese_has_its_own_fonts(browser: Browser, site: Site) -> None:
    families = set()
    for locale in ("zh-CN", "zh-TW", "zh-HK"):
        with page_opened(browser, locale=locale) as page:
            opened(page, site)
            families.add(page.evaluate("getComputedStyle(document.body).fontFamily"))
    assert len(families) == 3


def test_forgetting_the_chat_on_this_device_is_asked_twice(page: Page, site: Site) -> None:
    opened(page, site)
    page.locator("summary").click()
    page.get_by_role("button", name="Close and forget on this device").click()
    page.get_by_role("button", name="Stay").click()
    expect(page.locator(".by-assistant")).to_have_count(1)
    page.get_by_role("button", name="Close and forget on this device").click()
    page.get_by_role("button", name="Close and forget", exact=True).click()
    expect(page.get_by_text("This device has forgotten the chat.")).to_be_visible()
    expect(page.locator(".by-assistant")).to_have_count(0)
    page.reload()
    expect(page.locator(".by-assistant")).to_have_count(1)
    assert len(site.stand_in.received) == 2


def test_on_a_phone_nothing_is_cut_off_and_targets_are_large(browser: Browser, site: Site) -> None:
    with page_opened(browser, viewport={"width": 320, "height": 560}) as page:
        opened(page, site)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        for box in page.locator("button:visible, summary:visible").all():
            size = box.bounding_box()
            assert size
            assert size["height"] >= 44
            assert size["width"] >= 44


def test_everything_is_reached_by_keyboard_with_visible_focus(page: Page, site: Site) -> None:
    opened(page, site)
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => { const e = document.activeElement;
                return [e.id || e.className || e.tagName, getComputedStyle(e).outlineStyle]; }"""
            )
        )
    assert [name for name, _ in reached] == [
        "ask-person",
        "SUMMARY",
        "log",
        "choice",
        "choice",
        "attach",
        "text",
        "send",
    ]
    assert all(outline == "solid" for _, outline in reached)


def test_the_browser_has_nothing_to_complain_about(page: Page, site: Site) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    opened(page, site)
    write(page, "hello")
    expect(page.get_by_role("log")).to_contain_text("<hello>")
    assert complaints == []


def kept(name: str, media_type: str, content: bytes, *, alt: str = "") -> Attachment:
    kind = "picture" if media_type.startswith("image/") else "document"
    return Attachment(
        id=f"{name:a<32}"[:32].replace(".", "0"),
        key=name,
        kind=kind,
        media_type=media_type,
        name=name,
        alt=alt,
        content=content,
        size=len(content),
        sha256="0" * 64,
        created_at=machine_now(),
    )


DRAWN = draw_chart(
    Chart("Options", (Panel("1.", "In all", (Bar("1 May", "$ 5", 500, 0),)),), ("a", "b"), ""),
    "en",
)


def test_a_picture_is_shown_in_place_and_documents_are_downloaded(page: Page, site: Site) -> None:
    site.stand_in.answers["start"] = Answer(
        "Your options",
        files=(
            kept("chart.png", "image/png", DRAWN, alt="1) 1 May: $ 5"),
            kept("协议 A1.pdf", "application/pdf", b"%PDF-1.7"),
        ),
    )
    opened(page, site)
    picture = page.get_by_role("img", name="1) 1 May: $ 5")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1000
    with page.expect_download() as started:
        page.get_by_role("link", name="协议 A1.pdf").click()
    assert started.value.suggested_filename == "协议 A1.pdf"


def test_a_file_is_for_its_own_visitor_alone(page: Page, browser: Browser, site: Site) -> None:
    site.stand_in.answers["start"] = Answer(
        "Here", files=(kept("plan.pdf", "application/pdf", b"%PDF-1.7"),)
    )
    opened(page, site)
    address = page.get_by_role("link", name="plan.pdf").get_attribute("href")
    mine = page.request.get(f"{site.url}{address}")
    assert mine.headers["content-disposition"].startswith("attachment;")
    assert mine.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in mine.headers["content-security-policy"]
    stranger = browser.new_context()
    assert stranger.request.get(f"{site.url}{address}").status == 401
    stranger.request.get(f"{site.url}/chat/")
    assert stranger.request.get(f"{site.url}{address}").status == 404
    site.let_trust_lapse()
    site.trust()
    site.let_trust_lapse()
    assert page.request.get(f"{site.url}{address}").status == 404
    stranger.close()


def test_a_photo_is_sent_and_stays_to_be_seen(page: Page, site: Site, tmp_path: Path) -> None:
    opened(page, site)
    (tmp_path / "payslip.png").write_bytes(DRAWN)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach a photo or file").click()
    chooser.value.set_files(tmp_path / "payslip.png")
    mine = page.locator(".by-borrower").get_by_role("img", name="payslip.png")
    expect(mine).to_be_visible()
    expect(page.locator(".pending")).to_have_count(0)
    assert mine.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1000
    assert site.stand_in.received[-1].file.media_type == "image/png"
    page.reload()
    expect(page.locator(".by-borrower").get_by_role("img")).to_be_visible()


def test_a_file_that_is_too_large_is_said_to_be_so_and_not_sent(
    page: Page, site: Site, tmp_path: Path
) -> None:
    opened(page, site)
    (tmp_path / "film.pdf").write_bytes(b"%PDF-" + b"a" * 1_000_000)
    page.locator("#file").set_input_files(tmp_path / "film.pdf")
    expect(page.locator(".refused .note")).to_contain_text("up to 1 MB")
    assert all(message.file is None for message in site.stand_in.received)


def test_what_was_said_long_ago_comes_when_it_is_scrolled_to(page: Page, site: Site) -> None:
    opened(page, site)
    with site.database.writing() as session:
        conversation = session.scalars(select(Conversation)).one()
        for number in range(430):
            site.stand_in.write(
                session, conversation, f"line {number}", f"old:{number}", Author.ASSISTANT
            )
    page.reload()
    lines = page.locator(".by-assistant .words")
    expect(lines.first).to_have_text("line 130")
    expect(lines).to_have_count(300)
    expect(page.locator("#earlier")).to_be_visible()
    page.locator("#log").focus()
    page.keyboard.press("Home")
    expect(lines).not_to_have_count(300)
    page.keyboard.press("Home")
    expect(lines.first).to_have_text("Hello, I am the assistant.")
    expect(lines).to_have_count(431)
    expect(page.locator("#earlier")).to_be_hidden()
    numbers = [int(text.split()[1]) for text in lines.all_text_contents()[1:]]
    assert numbers == list(range(430))
