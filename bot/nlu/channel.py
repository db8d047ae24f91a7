"""The only door between the app and the engine: one message in, the names of the replies out.

Rasa's REST channel answers `[]` with status 200 when handling failed; this one says so. A message
whose id was handled before is not handled again: its recorded replies are returned.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from sanic import Blueprint, response

from bot.nlu import buttons
from bot.nlu.action_calls import ActionFailedError
from bot.understanding import passing_on

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rasa.core.agent import Agent
    from sanic.request import Request
    from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

# Rasa polls the lock of a conversation; a turn takes milliseconds, so its default of one second is
# long.
_LOCK_POLL_SECONDS = 0.02


class EngineInput(InputChannel):  # type: ignore[misc]
    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        return "engine"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> EngineInput:
        return cls((credentials or {})["token"])

    def blueprint(self, _on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("engine", __name__)

        @routes.middleware("request")
        async def authorize(request: Request) -> HTTPResponse | None:
            shown = (request.token or "").encode()
            return (
                None
                if hmac.compare_digest(shown, self._token.encode())
                else _refusal(401, "not_authorized")
            )

        @routes.post("/answer")
        async def answer(request: Request) -> HTTPResponse:
            return await _answer(request.app.ctx.agent, request.json)

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            return await _forget(request.app.ctx.agent, request.json["sender"])

        @routes.post("/load")
        async def load(request: Request) -> HTTPResponse:
            return await _load(request.app.ctx.agent, Path(request.json["model"]))

        return routes


async def _answer(agent: Agent, body: dict[str, Any]) -> HTTPResponse:
    """`{sender, message_id, text or payload, embedding, metadata}` in, `{replies, repeated}` out.

    Without the `embedding`, the text is encoded here.
    """
    try:
        message = _message(body, agent)
    except (KeyError, TypeError, ValueError) as error:
        return _refusal(400, "bad_request", type(error).__name__)
    try:
        return response.json(await _answer_once(agent, message))
    except ActionFailedError as error:
        logger.exception("action %s failed, the turn is given up", error.action)
        return _refusal(502, "action_failed", error.action)
    except Exception as error:
        logger.exception("a message could not be handled")
        return _refusal(500, "failed", type(error).__name__)


async def _forget(agent: Agent, sender_id: str) -> HTTPResponse:
    async with agent.lock_store.lock(sender_id, wait_time_in_seconds=_LOCK_POLL_SECONDS):
        agent.tracker_store.forget(sender_id)
    return response.json({})


async def _load(agent: Agent, model: Path) -> HTTPResponse:
    """Beside what answers, which goes on. Messages in hand are finished as they were begun."""
    try:
        loaded = await asyncio.to_thread(_loaded, agent, model)
    except Exception as error:
        logger.exception("a model could not be loaded")
        return _refusal(409, "cannot_load", type(error).__name__)
    agent.processor, agent.domain = loaded, loaded.domain
    agent.tracker_store.domain = loaded.domain
    agent.nlg.responses = loaded.domain.responses
    return response.json({"model": loaded.model_filename})


def _loaded(agent: Agent, model: Path) -> MessageProcessor:
    if not model.is_file():
        raise FileNotFoundError(model)  # Rasa would take any other model that it finds
    return MessageProcessor(
        model_path=model,
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        action_endpoint=agent.action_endpoint,
        generator=agent.nlg,
    )


def _message(body: dict[str, Any], agent: Agent) -> UserMessage:
    payload = body.get("payload")
    text = payload or _encodable(body["text"])
    if embedding := body.get("embedding"):
        passing_on.hear(text, embedding)
    return UserMessage(
        text=text,
        output_channel=CollectingOutputChannel(),
        sender_id=body["sender"],
        input_channel=EngineInput.name(),
        message_id=body["message_id"],
        metadata=body.get("metadata") or {},
        parse_data=buttons.read(payload, agent.domain) if payload else None,
    )


def _encodable(text: str) -> str:
    """Lone surrogates, which JSON can carry and UTF-8 cannot, become replacement characters."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


async def _answer_once(agent: Agent, message: UserMessage) -> dict[str, Any]:
    store = agent.tracker_store
    async with agent.lock_store.lock(message.sender_id, wait_time_in_seconds=_LOCK_POLL_SECONDS):
        replies = store.replies_to(message.sender_id, message.message_id)
        repeated = replies is not None
        if not repeated:
            await agent.processor.handle_message(message)
            replies = store.replies_to(message.sender_id, message.message_id)
    return {"replies": replies, "repeated": repeated}


def _refusal(status: int, error: str, detail: str = "") -> HTTPResponse:
    return response.json({"error": error, "detail": detail}, status=status)
