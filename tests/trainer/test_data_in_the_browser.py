"""Trainers at their data in Chromium, on a phone and at a desk, alone and two at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browsing import chromium_running, page_opened
from playwright.sync_api import Browser, Page, expect
from served_site import Site, serving
from trainer_project import git, make_speaking_project

from bot.ledger.database import Database
from bot.servicing.staff import Role, add_staff
from bot.understanding.encoder import warm_up

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 800}
PASSWORD = "correct horse battery"
NAMES = ("Mei", "Tom")
SMALLTALK = "data/nlu/en/smalltalk.yml"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its module: while it runs, its event loop shuts out every asynchronous test."""
    with chromium_running() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_ledger_file: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("bench")
    warm_up()  # else the first page that looks for neighbours waits for it
    database = Database(f"sqlite:///{shutil.copy(empty_ledger_file, folder / 'ledger.db')}")
    with database.writing() as session:
        for name in NAMES:
            add_staff(session, name, PASSWORD, role=Role.TRAINER)
    with serving(database, project=make_speaking_project(folder / "project")) as running:
        yield running
    database.close()


@pytest.fixture(scope="module")
def work(site: Site) -> Path:
    """The trainers' branch."""
    return Path(site.database.engine.url.database or "").parent / "trainer/work"


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: Site) -> Iterator[Open]:
    """A page of somebody, at an address; each person signs in once."""
    with ExitStack() as stack:
        kept: dict[tuple[str, int], Page] = {}

        def page(path: str, *, name: str = "Mei", viewport: dict[str, int] | None = None) -> Page:
            size = viewport or DESK
            key = (name, size["width"])
            if key not in kept:
                kept[key] = stack.enter_context(page_opened(browser, viewport=size))
                _sign_in(kept[key], site, name)
            kept[key].goto(site.url + path)
            return kept[key]

        yield page


def _sign_in(page: Page, site: Site, name: str) -> None:
    page.on("console", _refuse_complaints)
    page.goto(site.url + "/console/sign-in")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Training")).to_be_visible()


def _refuse_complaints(message) -> None:
    """What the browser blocks by the page's own policy is a fault of the page."""
    assert "Content Security Policy" not in message.text, message.text


def test_an_example_is_added_on_a_phone_by_keys_alone(signed_in: Open, work: Path) -> None:
    page = signed_in("/trainer/examples/greet", viewport=PHONE)
    page.get_by_label("Another example · English").focus()
    page.keyboard.type("hi there")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The example is added.")
    expect(page.get_by_role("link", name="hi there")).to_be_visible()
    assert "    - hi there\n" in (work / SMALLTALK).read_text("utf-8")
    assert git(work, "log", "-1", "--format=%an: %s") == "Mei: Add an example of greet: hi there\n"


@pytest.mark.parametrize(
    "path",
    [
        "/trainer/examples",
        "/trainer/examples/greet",
        "/trainer/examples/goodbye/en?text=bye",
        "/trainer/examples/greet/as/rename?to=welcome",
        "/trainer/examples/hints",
        "/trainer/responses?q=thank",
        "/trainer/responses/utter_proven",
        "/trainer/changes",
    ],
)
def test_no_page_is_wider_than_a_phone(signed_in: Open, path: str) -> None:
    page = signed_in(path, viewport=PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_file_broken_by_hand_is_told_and_holds_up_nothing_else(
    signed_in: Open, work: Path
) -> None:
    signed_in("/trainer/changes")
    file = work / "data/nlu/en/account.yml"
    whole = file.read_bytes()
    file.write_text("nlu:\n- intent: ask_balance\n  examples: |\n    - what\n   - ever\n", "utf-8")
    try:
        page = signed_in("/trainer/examples")
        told = page.get_by_role("alert")
        expect(told).to_contain_text("data/nlu/en/account.yml, line 5:")
        expect(told).to_contain_text(re.compile(r"expected|found"))
        page = signed_in("/trainer/examples/goodbye")
        page.get_by_label("Another example · English").fill("see you tomorrow")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("The example is added.")
        page = signed_in("/trainer/examples/ask_balance")
        expect(page.get_by_role("link", name="我欠多少")).to_be_visible()
        page.get_by_label("Another example · English").fill("how much is it")
        page.keyboard.press("Enter")
        expect(page.locator("p[role=alert]")).to_contain_text("data/nlu/en/account.yml:5")
    finally:
        file.write_bytes(whole)
    page = signed_in("/trainer/examples")
    expect(page.get_by_role("heading", name="Files that cannot be read")).to_have_count(0)


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ("Take yours", ["take this one, Tom"]),
        ("Take theirs", ["take that one, Mei"]),
        ("Keep both", ["take that one, Mei", "take this one, Tom"]),
    ],
)
def test_two_trainers_at_once_are_asked(
    signed_in: Open, work: Path, choice: str, left: list[str]
) -> None:
    begun = f"begin with {choice}"
    mine, theirs = (f"{text} {choice}" for text in ("take this one, Tom", "take that one, Mei"))
    page = signed_in("/trainer/examples/greet")
    page.get_by_label("Another example · English").fill(begun)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=begun)).to_be_visible()
    one = f"/trainer/examples/greet/en?text={begun}"
    slow, quick = signed_in(one, name="Tom"), signed_in(one)
    quick.get_by_label("Say it otherwise").fill(theirs)
    quick.keyboard.press("Enter")
    expect(quick.get_by_role("status")).to_contain_text("The example is changed.")
    slow.get_by_label("Say it otherwise").fill(mine)
    slow.keyboard.press("Enter")
    expect(slow.get_by_role("heading", level=1)).to_have_text("Somebody changed it meanwhile")
    expect(slow.get_by_text(theirs)).to_be_visible()
    slow.get_by_role("button", name=choice).or_(slow.get_by_role("link", name=choice)).click()
    expect(slow.get_by_role("heading", level=1)).to_have_text("greet")
    text = (work / SMALLTALK).read_text("utf-8")
    assert [f"{one} {choice}" in text for one in left] == [True] * len(left)
    assert text.count(choice) == len(left)


def test_an_intent_is_renamed_after_a_look_at_the_difference(signed_in: Open, work: Path) -> None:
    page = signed_in("/trainer/examples/ask_if_bot")
    page.get_by_label("New name").fill("ask_who_is_there")
    page.get_by_role("button", name="Rename …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Rename ask_if_bot to ask_who_is_there"
    )
    expect(page.locator(".diff .added").filter(has_text="- ask_who_is_there")).to_be_visible()
    assert "- intent: ask_if_bot" in (work / "data/rules/smalltalk.yml").read_text("utf-8")
    page.get_by_role("button", name=re.compile("Write")).click()
    expect(page.get_by_role("status")).to_contain_text("The intent is renamed.")
    assert "- intent: ask_who_is_there" in (work / "data/rules/smalltalk.yml").read_text("utf-8")


def test_a_response_keeps_what_is_filled_in(signed_in: Open, work: Path) -> None:
    page = signed_in("/trainer/responses/utter_proven")
    form = page.locator("form#text")
    form.get_by_label("繁體中文（香港）").fill("多謝。繼續你之前問的。")
    form.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("alert")).to_contain_text("Missing or too many: {name}")
    form.get_by_label("繁體中文（香港）").fill("多謝{name}。繼續你之前問的。")
    form.get_by_role("button", name="Look at it first").click()
    expect(form.locator(".diff .added")).to_contain_text("多謝{name}。繼續你之前問的。")
    expect(form.locator(".preview", has_text="繼續你之前問的")).to_contain_text("多謝name。")
    form.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("status")).to_contain_text("The text is kept.")
    po = work / "bot/locale/zh_Hant_HK/LC_MESSAGES/messages.po"
    assert "多謝{name}。繼續你之前問的。" in po.read_text("utf-8")


def test_every_change_is_seen_with_who_made_it(signed_in: Open) -> None:
    page = signed_in("/trainer/examples/goodbye", name="Tom")
    page.get_by_label("Another example · English").fill("so long")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="See all changes").click()
    expect(page.get_by_text("trainer/workbench")).to_be_visible()
    page.get_by_role("link", name="Add an example of goodbye: so long").click()
    expect(page.locator(".diff .added")).to_have_text(["+    - so long\n"])
    expect(page.locator(".commits [aria-current]")).to_contain_text("Tom")
