"""The webhook's route, and an emulated Bot API that calls it over HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from background import running
from bot_api import BotApi
from starlette.applications import Starlette

from bot.channels.telegram.api import TelegramBot, connect
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.receiver import TelegramReceiver
from bot.channels.telegram.webhook import BODY_LIMIT, SECRET_HEADER, Webhook, WebhookRefused
from bot.conversations.messages import IncomingMessage

SECRET = "a-secret-of-this-start"
UPDATE = {
    "update_id": 9,
    "message": {
        "message_id": 5,
        "date": 1_790_000_000,
        "chat": {"id": 42, "type": "private"},
        "from": {"id": 42, "is_bot": False, "first_name": "Lin"},
        "text": "hello",
    },
}


class Relay:
    def __init__(self) -> None:
        self.taken: list[str] = []
        self.fails = False

    async def receive(self, message: IncomingMessage) -> None:
        if self.fails:
            raise RuntimeError("the ledger is away")
        self.taken.append(message.text)


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
async def browser(relay: Relay) -> AsyncIterator[httpx.AsyncClient]:
    """Anyone who found the address out."""
    bot = connect("7:no-api-is-asked")
    webhook = Webhook(Intake(bot, relay.receive), "https://example.org/hook", SECRET)
    app = httpx.ASGITransport(Starlette(routes=[webhook.route]))
    async with httpx.AsyncClient(transport=app, base_url="https://example.org") as client:
        yield client


async def post(browser: httpx.AsyncClient, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    return (await browser.post("/hook", content=body, headers=headers)).status_code


async def test_an_update_with_the_secret_is_taken(browser, relay: Relay) -> None:
    assert await post(browser, json.dumps(UPDATE).encode()) == 200
    assert relay.taken == ["hello"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "é"])
async def test_a_forged_update_is_refused(browser, relay: Relay, secret: str | None) -> None:
    shown = secret.encode("latin-1") if secret else secret
    assert await post(browser, json.dumps(UPDATE).encode(), shown) == 403
    assert relay.taken == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"{}", b'{"update_id": "9"}', b"\xff\xfe", b"[" * 200_000],
    ids=["empty", "torn", "list", "null", "no id", "id in words", "no UTF-8", "deep"],
)
async def test_what_is_no_update_is_refused(browser, relay: Relay, body: bytes) -> None:
    assert await post(browser, body) == 400
    assert relay.taken == []


async def test_a_body_too_large_is_refused(browser, relay: Relay) -> None:
    assert await post(browser, b" " * (BODY_LIMIT + 1)) == 413


async def test_only_posts_are_answered(browser) -> None:
    assert (await browser.get("/hook", headers={SECRET_HEADER: SECRET})).status_code == 405


async def test_telegram_is_asked_to_bring_again_what_was_not_stored(browser, relay: Relay) -> None:
    relay.fails = True
    assert await post(browser, json.dumps(UPDATE).encode()) == 503
    relay.fails = False
    assert await post(browser, json.dumps(UPDATE).encode()) == 200
    assert relay.taken == ["hello"]


async def test_an_update_that_cannot_be_read_is_not_asked_for_again(browser, relay: Relay) -> None:
    unreadable = {"update_id": 10, "message": {"date": "soon"}}
    assert await post(browser, json.dumps(unreadable).encode()) == 200
    assert relay.taken == []


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("https://example.org", "https://example.org/telegram"),
        ("https://example.org/", "https://example.org/telegram"),
        ("https://example.org/bot/hook", "https://example.org/bot/hook"),
    ],
)
def test_an_address_without_a_path_gets_one(bot: TelegramBot, given: str, called: str) -> None:
    webhook = Webhook(Intake(bot, Relay().receive), given, SECRET)
    assert webhook.url == called


@asynccontextmanager
async def served(receiver: TelegramReceiver, port: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(Starlette(routes=receiver.routes), log_level="error", ws="none")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server.serve(sockets=[port]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


async def test_telegram_delivers_to_the_announced_address(
    telegram: BotApi, bot: TelegramBot, relay: Relay
) -> None:
    telegram.says(42, "written before")
    with socket.create_server(("127.0.0.1", 0)) as port:
        receiver = TelegramReceiver(
            bot,
            relay.receive,
            describe="{0} {1}".format,
            default_locale="en",
            webhook_url=f"http://127.0.0.1:{port.getsockname()[1]}",
        )
        async with served(receiver, port), running(receiver.run()):
            await asyncio.to_thread(telegram.wait_for_call, "setMyCommands", 3)
            await asyncio.to_thread(telegram.says, 42, "written after")
    assert relay.taken == ["written before", "written after"]
    [call] = telegram.calls("setWebhook")
    assert call["fields"]["drop_pending_updates"] == "false"
    assert len(call["fields"]["secret_token"]) >= 32
    assert len(telegram.calls("setMyCommands")) == 3


async def test_a_rate_limit_at_the_start_is_waited_for(
    telegram: BotApi, bot: TelegramBot, relay: Relay, pauses
) -> None:
    telegram.fails("setWebhook", 429, retry_after=4, times=2)
    webhook = Webhook(Intake(bot, relay.receive), "https://example.org", SECRET)
    await webhook.announce(bot, pause=pauses)
    assert pauses == [4, 4]
    assert [call["status"] for call in telegram.calls("setWebhook")] == [429, 429, 200]


async def test_an_address_that_telegram_does_not_want_is_told(
    telegram: BotApi, bot: TelegramBot, relay: Relay
) -> None:
    webhook = Webhook(Intake(bot, relay.receive), "http://example.org", SECRET)
    with pytest.raises(WebhookRefused, match="HTTPS"):
        await webhook.announce(bot)
