"""Asks a running engine what to say to a message.

EngineError
├── EngineUnavailableError   nothing was answered: ask again later, with the same message id
│   └── TurnFailedError      the engine is there and failed on this very message
├── MessageRefusedError      it never will be: a button that the served domain does not know
└── ModelRefusedError        a model cannot be loaded: the one before goes on
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SECONDS_TO_ANSWER = (
    60.0  # actions may wait for the ledger; a message is never given up for slowness alone
)


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
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            params={"token": token},
            timeout=httpx.Timeout(_SECONDS_TO_ANSWER, connect=2.0),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
            trust_env=False,  # loopback: a proxy of the environment has no business here
        )

    async def ask(
        self,
        conversation: str,
        *,
        text: str | None,
        payload: str | None,
        message_id: str,
        metadata: Mapping[str, Any],
    ) -> Sequence[Utterance]:
        """What to say, in order.

        A message id that was answered before gets the same answer and does nothing else.
        `payload` is a button of ours, in domain.yml's notation; `text` is never read as one.
        """
        body = {"sender": conversation, "message_id": message_id, "metadata": dict(metadata)}
        said = {"payload": payload} if payload else {"text": text or ""}
        answer = await self._post("/webhooks/engine/answer", {**body, **said})
        return [Utterance(**reply) for reply in answer["replies"]]

    async def forget(self, conversation: str) -> None:
        """Delete what the engine remembers of a conversation."""
        await self._post("/webhooks/engine/forget", {"sender": conversation})

    async def served_model(self) -> str:
        """The file name of the model that answers."""
        return str((await self._send("GET", "/status")).json()["model_file"])

    async def load(self, model: Path) -> None:
        """Answer by this model from now on, without a pause. ``model`` is an absolute path.

        Raises:
            ModelRefusedError: it cannot be loaded, and the one before goes on answering.
        """
        await self._post("/webhooks/engine/load", {"model": str(model)})

    async def close(self) -> None:
        await self._http.aclose()

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        # json.dumps escapes lone surrogates, which httpx's own encoding would stumble over.
        answer: dict[str, Any] = (await self._send("POST", path, json.dumps(body))).json()
        return answer

    async def _send(self, method: str, path: str, content: str | None = None) -> httpx.Response:
        try:
            response = await self._http.request(method, path, content=content)
        except httpx.HTTPError as error:
            raise EngineUnavailableError(type(error).__name__) from None
        if response.status_code == httpx.codes.BAD_REQUEST:
            raise MessageRefusedError(_reason(response))
        if response.status_code == httpx.codes.CONFLICT:
            raise ModelRefusedError(_reason(response))
        if response.status_code in {httpx.codes.BAD_GATEWAY, httpx.codes.INTERNAL_SERVER_ERROR}:
            raise TurnFailedError(_reason(response))
        if response.status_code != httpx.codes.OK:
            raise EngineUnavailableError(_reason(response))
        return response


def _reason(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        body = {}
    return f"{response.status_code} {body.get('error', '')} {body.get('detail', '')}".strip()
