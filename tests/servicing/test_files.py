"""Papers for the borrower: the figures of the chat, in their language, kept with the message."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

import pytest
from icalendar import Calendar
from people import DOMAIN, Sender
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from actions import papers
from bot import loans
from bot.ledger.tables import Attachment, Message
from bot.loans import Money, Payment
from bot.replies.catalogue import LOCALES, load_catalogue
from bot.replies.papers import Paper, finish
from bot.replies.render import Renderer
from bot.servicing.account import view_loans
from bot.servicing.arrangements import agree, offer_arrangements
from bot.servicing.files import attach, find_file

PLAN = loans.OfferRequest(kind=loans.OfferKind.ARREARS_PLAN, installments=6)
OWES = re.compile(r"debt|loan|owe|overdue|arrears|债|債|贷|貸|欠|逾期", re.IGNORECASE)
RENDERER = Renderer(load_catalogue(DOMAIN), brand="Anan")


@pytest.fixture
def proven(sender: Sender) -> Sender:
    sender.proves()
    sender.says("can I pay in six parts")
    return sender


def agreed_papers(proven: Sender) -> dict[str, dict[str, object]]:
    with proven.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        made = offer_arrangements(turn, borrower, view, PLAN).made
        row = agree(turn, borrower, made[0].id, read_back={})
        paid = Payment("P-77", Money(50_00, "CNY"), view.state.as_of)
        return {
            "options": papers.offers_chart(made),
            "one": papers.offer_chart(made[0].offer),
            "agreement": papers.agreement(made[0], row, borrower),
            "dates": papers.dates(made[0], row, borrower),
            "receipt": papers.receipt(view, borrower, paid),
            "statement": papers.statement(view, borrower),
            "confirmation": papers.confirmation(view, borrower),
        }


def text_of(paper: Paper) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages]
    return re.sub(r"\s+", "", "\n".join(pages))


def fonts_of(paper: Paper) -> list[str]:
    resources = PdfReader(io.BytesIO(paper.content)).pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    return [str(font["/BaseFont"]) for font in fonts]


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_hold_the_figures_of_the_chat_in_each_language(proven: Sender, locale: str) -> None:
    made = agreed_papers(proven)
    agreement = finish(made["agreement"], RENDERER, locale)
    text = text_of(agreement)
    assert agreement.media_type == "application/pdf"
    assert agreement.name.endswith(".pdf")
    for row in made["agreement"]["table"]["rows"]:
        for cell in row:
            assert re.sub(r"\s+", "", RENDERER.word(cell, locale)) in text
    assert "CN-20" in text
    assert all("NotoSansCJK" in font for font in fonts_of(agreement))
    for name in ("receipt", "statement", "confirmation"):
        footer = RENDERER.word(made[name]["footer"], locale)
        assert re.sub(r"\s+", "", footer) in text_of(finish(made[name], RENDERER, locale))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_calendar_speaks_of_no_debt_and_knows_the_borrowers_hour(
    proven: Sender, locale: str
) -> None:
    made = agreed_papers(proven)
    calendar = finish(made["dates"], RENDERER, locale)
    assert not OWES.search(calendar.content.decode().replace("\r\n ", ""))
    assert not OWES.search(calendar.name)
    events = Calendar.from_ical(calendar.content).walk("VEVENT")
    starts = [event.decoded("dtstart") for event in events]
    days = [date.fromisoformat(one["day"]) for one in made["dates"]["appointments"]]
    assert [start.date() for start in starts] == days
    assert {start.utcoffset().total_seconds() for start in starts} == {8 * 3600}
    assert {start.hour for start in starts} == {10}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_chart_is_a_picture_for_a_phone_and_says_in_words_what_it_shows(
    proven: Sender, locale: str
) -> None:
    made = agreed_papers(proven)
    chart = finish(made["options"], RENDERER, locale)
    with Image.open(io.BytesIO(chart.content)) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1000
        assert picture.width + picture.height <= 10_000
    first = made["options"]["panels"][0]["bars"][0]
    assert RENDERER.word(first["day"], locale) in chart.alt
    assert len({finish(made["one"], RENDERER, other).content for other in LOCALES}) == 4


def test_a_file_is_kept_once_and_goes_with_its_reply(proven: Sender, now: datetime) -> None:
    with proven.turn() as (turn, borrower):
        paper = papers.statement(view_loans(turn, borrower)[0], borrower)
        file_id = attach(turn, paper)
        assert attach(turn, paper) == file_id
        said = [
            proven.voice.say(
                turn.session, turn.conversation, "utter_thank", {"files": [file_id]}, key=k, now=now
            )
            for k in ("a", "a", "again")
        ]
    assert said[0].id == said[1].id
    with proven.database.reading() as session:
        kept = session.scalars(select(Attachment).order_by(Attachment.message_id)).all()
        assert [file.message_id for file in kept] == [said[0].id, said[2].id]
        assert kept[0].id == file_id
        assert kept[0].content.startswith(b"%PDF")
        assert len(session.get_one(Message, said[0].id).files) == 1


def test_a_file_is_found_in_its_own_conversation_alone_and_not_while_hidden(
    proven: Sender, now: datetime
) -> None:
    other = Sender(proven.database, address="chat-2")
    other.says("hello")
    with proven.turn() as (turn, borrower):
        file_id = attach(turn, papers.statement(view_loans(turn, borrower)[0], borrower))
        mine = turn.conversation.id
        assert find_file(turn.session, mine, file_id) is None
        proven.voice.say(
            turn.session, turn.conversation, "utter_thank", {"files": [file_id]}, key="a", now=now
        )
    with proven.database.reading() as session:
        assert find_file(session, mine, file_id) is not None
        assert find_file(session, other.conversation().id, file_id) is None
        later = datetime.fromisoformat("2099-01-01T00:00:00+00:00")
        assert find_file(session, mine, file_id, since=later) is None
