from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram import error as api

from bot.channels.outgoing import SendError, TryLater, Undeliverable
from bot.channels.telegram.errors import send_error


def because(error: api.TelegramError, cause: Exception) -> api.TelegramError:
    error.__cause__ = cause
    return error


def outcome(error: SendError) -> tuple[object, ...]:
    if isinstance(error, TryLater):
        return TryLater, error.code, error.after_seconds, error.uncertain
    return type(error), error.code


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (api.RetryAfter(7), (TryLater, "rate_limited", 7, False)),
        (api.RetryAfter(timedelta(seconds=1.5)), (TryLater, "rate_limited", 1.5, False)),
        (api.Forbidden("bot was blocked by the user"), (Undeliverable, "blocked")),
        (api.ChatMigrated(-100), (Undeliverable, "chat_moved")),
        (api.BadRequest("Chat not found"), (Undeliverable, "chat_not_found")),
        (api.BadRequest("Message is too long"), (Undeliverable, "refused")),
        (api.InvalidToken(), (TryLater, "token_refused", 60, False)),
        (api.Conflict("other"), (TryLater, "conflict", None, False)),
        (api.NetworkError("Internal Server Error"), (TryLater, "unreachable", None, False)),
        (
            because(api.NetworkError("x"), httpx.ConnectError("x")),
            (TryLater, "unreachable", None, False),
        ),
        (
            because(api.NetworkError("x"), httpx.ReadError("x")),
            (TryLater, "unreachable", None, True),
        ),
        (
            because(api.NetworkError("Bad Gateway"), api.TelegramError("Invalid server response")),
            (TryLater, "unreachable", None, True),
        ),
        (because(api.TimedOut(), httpx.ConnectTimeout("x")), (TryLater, "timed_out", None, False)),
        (because(api.TimedOut(), httpx.PoolTimeout("x")), (TryLater, "timed_out", None, False)),
        (because(api.TimedOut(), httpx.ReadTimeout("x")), (TryLater, "timed_out", None, True)),
        (api.TelegramError("Invalid server response"), (TryLater, "unclear_answer", None, True)),
    ],
    ids=repr,
)
def test_an_error_says_what_to_do(error: api.TelegramError, expected: tuple[object, ...]) -> None:
    assert outcome(send_error(error)) == expected


def test_every_error_of_the_library_was_thought_of() -> None:
    thought_of = {
        "BadRequest",
        "ChatMigrated",
        "Conflict",
        "EndPointNotFound",
        "Forbidden",
        "InvalidToken",
        "NetworkError",
        "RetryAfter",
        "TelegramError",
        "TimedOut",
        "PassportDecryptionError",  # we take no passports
    }
    assert set(api.__all__) == thought_of
