"""What a provider tells: believed when it is signed, read when it is whole, booked once."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from people import TERMS, Sender, load_people
from sqlalchemy import select
from starlette.testclient import TestClient

from actions.papers import receipt
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import Payment
from bot.loans import Money
from bot.payments.demonstration import DemonstrationCashier
from bot.payments.hosted import HostedProvider
from bot.payments.provider import Provider
from bot.payments.routes import Cashier
from bot.servicing.account import view_loans
from bot.servicing.payments import PaymentRules, make_order
from bot.servicing.receipts import Till
from bot.web import build_app

SECRET = "a secret"


@pytest.fixture
def sender(sqlite: Database, now: datetime) -> Sender:
    load_people(sqlite, now)
    sender = Sender(sqlite)
    sender.proves()
    sender.says("I want to pay 500")
    return sender


@pytest.fixture
def order(sender: Sender) -> tuple[str, str]:
    with sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        amount = Money.parse("CNY 500.00")
        made, token = make_order(turn, borrower, view, amount, rules=PaymentRules())
        return made.id, token


@pytest.fixture
def client(sender: Sender) -> Iterator[TestClient]:
    yield from _served(sender, HostedProvider("http://127.0.0.1:9/begin", "key", SECRET))


@pytest.fixture
def demonstration(sender: Sender) -> Iterator[TestClient]:
    yield from _served(sender, DemonstrationCashier())


def _served(sender: Sender, provider: Provider | None) -> Iterator[TestClient]:
    cashier = Cashier(
        sender.database,
        Till(sender.voice, TERMS, receipt),
        provider,
        lambda _: None,
        brand="Anan",
        default_locale="en",
        address="http://testserver",
    )
    with TestClient(build_app([cashier.routes()])) as client:
        yield client


def tell(client: TestClient, body: bytes, *, at: datetime | None = None, secret: str = SECRET):
    second = str(int((at or machine_now()).timestamp()))
    signed = hmac.new(secret.encode(), second.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"Payment-Signature": f"t={second},v1={signed}"}
    return client.post("/pay/events/hosted", content=body, headers=headers).status_code


def event(order_id: str, **more: object) -> bytes:
    told = {"id": "e1", "type": "paid", "order": order_id, "charge": "c1"}
    return json.dumps({**told, "amount": 50000, "currency": "CNY", **more}).encode()


def booked(sender: Sender) -> list[int]:
    with sender.database.reading() as session:
        mine = select(Payment.amount_minor).where(Payment.reference.startswith("P"))
        return list(session.scalars(mine))


def test_a_signed_charge_is_booked_once_however_often_it_is_told(
    client: TestClient, sender: Sender, order: tuple[str, str]
) -> None:
    told = event(order[0])
    assert [tell(client, told) for _ in range(3)] == [204, 204, 204]
    assert tell(client, event(order[0], id="e2")) == 204
    assert booked(sender) == [50000]
    assert sender.heard().count("utter_receipt") == 1


def test_what_is_not_signed_by_the_provider_or_too_old_is_not_believed(
    client: TestClient,
    sender: Sender,
    order: tuple[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = event(order[0])
    assert client.post("/pay/events/hosted", content=told).status_code == 401
    assert "POST /pay refused: 401" in caplog.messages
    assert tell(client, told, secret="another") == 401
    assert tell(client, told, at=datetime(2020, 1, 1, tzinfo=UTC)) == 401
    assert booked(sender) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"type": "paid"}',
        b"[" * 50_000,
        event("x" * 300),
        event("one", type="perhaps"),
        event("one", amount=0),
        event("one", amount=True),
        event("one", amount="50000"),
        event("one", amount=10**30),
        event("one", currency="cny"),
        event("one", charge=None),
    ],
)
def test_malformed_events_are_refused(client: TestClient, sender: Sender, body: bytes) -> None:
    assert tell(client, body) == 400
    assert booked(sender) == []


def test_unknown_orders_and_providers_and_floods_are_refused(client: TestClient) -> None:
    assert tell(client, event("nobody")) == 404
    assert client.post("/pay/events/other", content=b"{}").status_code == 404
    assert tell(client, b" " * 70_000) == 413


def test_a_failure_takes_nothing_and_is_said_once(
    client: TestClient, sender: Sender, order: tuple[str, str]
) -> None:
    told = event(order[0], type="failed")
    assert [tell(client, told), tell(client, told)] == [204, 204]
    assert sender.heard().count("utter_payment_failed") == 1
    assert booked(sender) == []


def test_a_provider_that_does_not_answer_takes_nothing(
    client: TestClient, sender: Sender, order: tuple[str, str]
) -> None:
    shown = client.post(f"/pay/{order[1]}", data={"do": "pay"})
    assert shown.status_code == 502
    assert "does not answer" in shown.text
    assert booked(sender) == []


def test_looking_at_a_link_changes_nothing_and_names_nobody(
    demonstration: TestClient, sender: Sender, order: tuple[str, str]
) -> None:
    for _ in range(2):
        shown = demonstration.get(f"/pay/{order[1]}?lang=en")
        assert "DEMONSTRATION" in shown.text
        assert "王小雨" not in shown.text
        assert "7301" not in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert booked(sender) == []


def test_another_site_cannot_press_the_button(
    demonstration: TestClient, sender: Sender, order: tuple[str, str]
) -> None:
    pressed = demonstration.post(
        f"/pay/{order[1]}", data={"do": "pay"}, headers={"Origin": "https://evil.example"}
    )
    assert pressed.status_code == 403
    assert booked(sender) == []


def test_a_guessed_link_is_nobodys(demonstration: TestClient) -> None:
    assert demonstration.get(f"/pay/{'x' * 32}").status_code == 404
    assert demonstration.post(f"/pay/{'x' * 32}", data={"do": "pay"}).status_code == 404


def test_a_demonstration_hears_no_webhook(demonstration: TestClient) -> None:
    assert demonstration.post("/pay/events/demonstration", content=b"{}").status_code == 401
