"""Updates sent to us by Telegram, each with the secret that it was told."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import BadRequest

from bot.channels.backoff import Pause
from bot.channels.telegram.api import PARALLEL, UPDATE_KINDS, TelegramBot
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.patience import Patience

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
BODY_LIMIT = 1_000_000
"""Bytes. The longest message with all its entities is far below."""
PATH = "/telegram"

log = logging.getLogger(__name__)


class WebhookRefused(Exception):  # noqa: N818 - named for what happened
    """Telegram does not want to call this address; holds its reason."""


class Webhook:
    """``url`` is what Telegram calls; where it has no path, ``/telegram`` is added."""

    def __init__(self, intake: Intake, url: str, secret: str) -> None:
        parts = urlsplit(url)
        path = parts.path.rstrip("/") or PATH
        self.url = urlunsplit(parts._replace(path=path))
        self.route = Route(path, self._answer, methods=["POST"])
        self._intake = intake
        self._secret = secret

    async def announce(self, bot: TelegramBot, *, pause: Pause = asyncio.sleep) -> None:
        """What waits at Telegram is kept. Raises ``WebhookRefused``."""
        request = partial(
            bot.set_webhook,
            self.url,
            secret_token=self._secret,
            allowed_updates=UPDATE_KINDS,
            max_connections=PARALLEL,
            drop_pending_updates=False,
        )
        try:
            await Patience(pause).insist(request)
        except BadRequest as error:
            raise WebhookRefused(error.message) from None

    async def _answer(self, request: Request) -> Response:
        if not self._is_telegram(request):
            return Response(status_code=403)
        body = await _read_body(request)
        if body is None:
            return Response(status_code=413)
        update = _as_update(body)
        if update is None:
            return Response(status_code=400)
        try:
            await self._intake.take(update)
        except Exception as error:
            # Telegram brings it again, until it is taken.
            log.exception("Update %s was not taken", update["update_id"], exc_info=error)
            return Response(status_code=503)
        return Response(status_code=200)

    def _is_telegram(self, request: Request) -> bool:
        shown = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(shown.encode(), self._secret.encode())


async def _read_body(request: Request) -> bytes | None:
    """None as soon as it is too long, whatever its header says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _as_update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    return update
