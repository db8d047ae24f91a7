"""Each way in which Telegram fails, as what the sender should do about it."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.outgoing import SendError, TryLater, Undeliverable

TOKEN_REFUSED_SECONDS = 60

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def send_error(error: TelegramError) -> SendError:  # noqa: PLR0911 - one line per error
    match error:
        case RetryAfter():
            return TryLater("rate_limited", after_seconds=_seconds(error.retry_after))
        case Forbidden():
            return Undeliverable("blocked")
        case ChatMigrated():
            return Undeliverable("chat_moved")
        case BadRequest() if "chat not found" in error.message.lower():
            return Undeliverable("chat_not_found")
        case BadRequest():
            return Undeliverable("refused")
        case InvalidToken() | EndPointNotFound():
            return TryLater("token_refused", after_seconds=TOKEN_REFUSED_SECONDS)
        case Conflict():
            return TryLater("conflict")
        case TimedOut():
            return TryLater("timed_out", uncertain=_may_have_arrived(error))
        case NetworkError():
            return TryLater("unreachable", uncertain=_may_have_arrived(error))
        case _:
            # Answered, but not in a way that tells what became of it.
            return TryLater("unclear_answer", uncertain=True)


def _may_have_arrived(error: NetworkError) -> bool:
    """Without a cause it is the API's own word that it failed; a gateway's page says nothing."""
    return error.__cause__ is not None and not isinstance(error.__cause__, _NEVER_LEFT)


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else wait
