"""Asks a running engine what to say to a message.

EngineError
├── EngineUnavailableError   nothing was answered: ask again later, with the same message id
│   └── TurnFailedError      the engine is there and failed on this very message
├── MessageRefusedError      it never will be: a button that the served domain does not know
└── ModelRefusedError        a model cannot be loaded: the one before goes on
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SECONDS_TO_ANSWER = (
    60.0  # actions may wait for the ledger; a message is never given up for slowness alone
)
# Shorter than the server's own patience (five seconds), which would close one that is being used.
_SECONDS_KEPT = 3.0


class Utterance(NamedTuple):
    """A response of the domain, by name, and what its text is filled with."""

    response: str
    arguments: dict[str, Any]


class EngineError(Exception):
    """Its words never contain what was said."""


class EngineUnavailableError(EngineError):
    """Nothing was answered or remembered, except what actions wrote to the ledger."""


class TurnFailedError(EngineUnavailableError):
    """The engine is there, but an action or a component failed on this message."""


class MessageRefusedError(EngineError):
    """Asking again would not help."""


class ModelRefusedError(EngineError):
    """It is damaged, or made by other code; the engine's log says more."""


class EngineClient:
    def __init__(self, url: str, token: str) -> None:
        """To be made where the loop runs. A proxy of the environment has no business here."""
        self.url = url
        self._token = {"token": token}
        self._http = aiohttp.ClientSession(
            url,
            headers={"Authorization": f"Bearer {token}"},
            connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=_SECONDS_KEPT),
            timeout=aiohttp.ClientTimeout(_SECONDS_TO_ANSWER, sock_connect=2.0),
        )

    async def ask(
        self,
        conversation: str,
        *,
        text: str | None,
        payload: str | None,
        message_id: str,
        metadata: Mapping[str, Any],
        embedding: str = "",
    ) -> Sequence[Utterance]:
        """What to say, in order.

        A message id that was answered before gets the same answer and does nothing else.
        `payload` is a button of ours, in domain.yml's notation; `text` is never read as one.
        `embedding` is the text's, as `bot.understanding.passing_on` tells it.
        """
        body = {"sender": conversation, "message_id": message_id, "metadata": dict(metadata)}
        said = {"payload": payload} if payload else {"text": text or "", "embedding": embedding}
        answer = await self._post("/webhooks/engine/answer", {**body, **said})
        return [Utterance(**reply) for reply in answer["replies"]]

    async def forget(self, conversation: str) -> None:
        """Delete what the engine remembers of a conversation."""
        await self._post("/webhooks/engine/forget", {"sender": conversation})

    async def served_model(self) -> str:
        """The file name of the model that answers."""
        return str((await self._send("GET", "/status"))["model_file"])

    async def load(self, model: Path) -> None:
        """Answer by this model from now on, without a pause. ``model`` is an absolute path.

        Raises:
            ModelRefusedError: it cannot be loaded, and the one before goes on answering.
        """
        await self._post("/webhooks/engine/load", {"model": str(model)})

    async def close(self) -> None:
        await self._http.close()

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        # json.dumps escapes lone surrogates, which an encoder of UTF-8 would stumble over.
        return await self._send("POST", path, json.dumps(body))

    async def _send(self, method: str, path: str, content: str | None = None) -> dict[str, Any]:
        try:
            async with self._http.request(
                method, path, params=self._token, data=content
            ) as response:
                status, answer = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise EngineUnavailableError(type(error).__name__) from None
        if status == HTTPStatus.BAD_REQUEST:
            raise MessageRefusedError(_reason(status, answer))
        if status == HTTPStatus.CONFLICT:
            raise ModelRefusedError(_reason(status, answer))
        if status in {HTTPStatus.BAD_GATEWAY, HTTPStatus.INTERNAL_SERVER_ERROR}:
            raise TurnFailedError(_reason(status, answer))
        if status != HTTPStatus.OK:
            raise EngineUnavailableError(_reason(status, answer))
        told: dict[str, Any] = json.loads(answer)
        return told


def _reason(status: int, answer: bytes) -> str:
    try:
        body = json.loads(answer)
    except ValueError:
        body = {}
    return f"{status} {body.get('error', '')} {body.get('detail', '')}".strip()
