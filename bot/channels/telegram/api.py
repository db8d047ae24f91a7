"""The connection to the Bot API, or to another server that speaks it."""

from __future__ import annotations

import logging
import os
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.errors import send_error

OFFICIAL_API = "https://api.telegram.org"
UPDATE_KINDS = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "pre_checkout_query",
]
LONG_POLL_SECONDS = 50
# Telegram sometimes takes long, and a request given up on may still have been heard.
ANSWER_SECONDS = 20
PARALLEL = 40

log = logging.getLogger(__name__)

# The library is on its way from whole seconds to timedelta and asks to be told.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class TokenRefused(Exception):  # noqa: N818 - named for what happened
    """Telegram does not know the token. Holds no token: its message may be shown."""


class TelegramBot(Bot):
    """The library's client, which can also hand over updates as they came."""

    async def fetch_updates(self, offset: int | None) -> list[dict[str, Any]]:
        """Waits for the next ones. Unread: what cannot be read must not hold up the others."""
        wanted = {
            "offset": offset,
            "timeout": LONG_POLL_SECONDS,
            "allowed_updates": UPDATE_KINDS,
        }
        updates: list[dict[str, Any]] = await self._post(
            "getUpdates", wanted, read_timeout=LONG_POLL_SECONDS + 10
        )
        return updates

    async def own_name(self) -> str | None:
        """The bot's username, to see that the token is good. Raises ``TokenRefused``.

        None while Telegram cannot be reached: what runs tries again by itself.
        """
        try:
            await self.initialize()
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as error:
            log.warning("Telegram is not there: %s", send_error(error).code)
            return None
        return self.username


def connect(token: str, api_url: str = "") -> TelegramBot:
    """Nothing is sent yet. ``api_url`` is another server than Telegram's own."""
    _keep_secrets_out_of_logs()
    server = (api_url or OFFICIAL_API).rstrip("/")
    return TelegramBot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=_client(PARALLEL),
        get_updates_request=_client(1),
    )


def _client(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=10,
        read_timeout=ANSWER_SECONDS,
        write_timeout=ANSWER_SECONDS,
        pool_timeout=5,
        httpx_kwargs={"verify": _trusted()},
    )


@cache
def _trusted() -> SSLContext:
    """Reading all the authorities takes a fifth of a second: done once."""
    return httpx.create_ssl_context()


def _keep_secrets_out_of_logs() -> None:
    # Below a warning these write addresses with the token in it, and what people wrote.
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
