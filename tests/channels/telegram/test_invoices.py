"""Paying inside Telegram, against an emulated Bot API and a real ledger."""

from __future__ import annotations

from datetime import datetime

import pytest
from bot_api import BotApi
from people import TERMS, WANG, Sender, load_people
from sqlalchemy import select

from actions.papers import receipt
from bot.channels.outgoing import Invoice, OutgoingMessage, TryLater
from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.invoices import Invoices
from bot.conversations.messages import IncomingMessage
from bot.ledger.database import Database
from bot.ledger.tables import Conversation, Payment
from bot.loans import Money
from bot.servicing.account import view_loans
from bot.servicing.payments import PaymentRules, cancel_order, make_order
from bot.servicing.receipts import Till

CHAT = {"id": 42, "type": "private"}
PERSON = {"id": 42, "is_bot": False, "first_name": "Wang"}


@pytest.fixture
def sender(sqlite: Database, now: datetime) -> Sender:
    load_people(sqlite, now)
    sender = Sender(sqlite, address="42")
    sender.proves()
    with sqlite.writing() as session:
        found = session.scalars(select(Conversation)).one()
        found.channel = "telegram"
    return sender


@pytest.fixture
def till(sender: Sender) -> Till:
    return Till(sender.voice, TERMS, receipt)


@pytest.fixture
def order(sender: Sender) -> str:
    with sender.turn() as (turn, borrower):
        assert borrower.reference == WANG.reference
        view = view_loans(turn, borrower)[0]
        amount = Money.parse("CNY 500.00")
        return make_order(turn, borrower, view, amount, rules=PaymentRules())[0].id


@pytest.fixture
def intake(bot: TelegramBot, sender: Sender, till: Till) -> Intake:
    async def refuse(message: IncomingMessage) -> None:
        raise AssertionError(message)

    word = lambda response, locale: f"{response} {locale}"  # noqa: E731
    invoices = Invoices(sender.database, till, lambda _: None, word)
    return Intake(bot, refuse, invoices=invoices)


def question(order: str, amount: int = 50000, chat: int = 42) -> dict[str, object]:
    asked = {"id": "q", "from": PERSON | {"id": chat}, "currency": "CNY", "total_amount": amount}
    return {"update_id": 1, "pre_checkout_query": asked | {"invoice_payload": order}}


def paid(order: str, charge: str = "t1") -> dict[str, object]:
    payment = {
        "currency": "CNY",
        "total_amount": 50000,
        "invoice_payload": order,
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": "p1",
    }
    message = {"message_id": 5, "date": 1, "chat": CHAT, "from": PERSON}
    return {"update_id": 2, "message": message | {"successful_payment": payment}}


def answers(telegram: BotApi) -> list[bool]:
    called = [c for c in telegram.calls() if c["method"] == "answerPreCheckoutQuery"]
    return [str(call["fields"]["ok"]).lower() == "true" for call in called]


async def test_an_invoice_is_sent_beside_the_text(
    telegram: BotApi, bot: TelegramBot, pauses
) -> None:
    channel = TelegramChannel(bot, pause=pauses, payment_token="provider:token")
    invoice = Invoice("order-1", "P1", 50000, "CNY")
    with pytest.raises(TryLater):  # the emulated API takes no invoices: what it was asked counts
        await channel.send(OutgoingMessage(1, "42", "¥500.00\nmore", invoice=invoice))
    assert telegram.texts(42) == ["¥500.00\nmore"]
    sent = telegram.calls("sendInvoice", chat=42)[0]
    assert sent["fields"]["payload"] == "order-1"
    assert sent["fields"]["prices"] == [{"label": "P1", "amount": 50000}]


async def test_an_open_order_may_be_paid_and_is_booked_once(
    telegram: BotApi, intake: Intake, sender: Sender, order: str
) -> None:
    await intake.take(question(order))
    assert answers(telegram) == [True]
    for _ in range(2):
        await intake.take(paid(order))
    with sender.database.reading() as session:
        mine = select(Payment.amount_minor).where(Payment.reference.startswith("P"))
        assert list(session.scalars(mine)) == [50000]
    assert sender.heard().count("utter_receipt") == 1


async def test_what_is_cancelled_or_somebody_elses_or_another_amount_is_refused(
    telegram: BotApi, intake: Intake, sender: Sender, till: Till, order: str
) -> None:
    await intake.take(question(order, amount=1))
    await intake.take(question(order, chat=43))
    await intake.take(question("nothing"))
    with sender.database.writing() as session:
        cancel_order(session, order, till=till)
    await intake.take(question(order))
    assert answers(telegram) == [False, False, False, False]
