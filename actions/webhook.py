"""The door that Rasa knocks on. It is bound to the loopback interface and asks for a token."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import (
    Action,
    ActionExecutionRejection,
    ActionNotFoundException,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

log = logging.getLogger(__name__)

NO_DOMAIN = {"version": "3.1"}


def build_webhook(actions: Sequence[Action], *, token: str) -> Starlette:
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)

    async def run(request: Request) -> Response:
        given = request.query_params.get("token", "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return _refusal(401, "wrong or missing token")
        try:
            call = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            return _refusal(400, "not JSON")
        if not isinstance(call, dict) or not isinstance(call.get("next_action"), str):
            return _refusal(400, "not an action call")
        return await _run(executor, call)

    return Starlette(routes=[Route("/webhook", run, methods=["POST"])])


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> Response:
    """The answers and errors that Rasa knows from an action server."""
    name = call["next_action"]
    # Rasa is told to keep its domain to itself; the executor wants to see one all the same.
    call["domain"] = call.get("domain") or NO_DOMAIN
    try:
        answer = await executor.run(call)
    except ActionExecutionRejection as rejection:
        return _refusal(400, str(rejection), action_name=name)
    except ActionNotFoundException as unknown:
        return _refusal(404, str(unknown), action_name=name)
    except Exception:
        log.exception("action %s failed", name)
        return _refusal(500, "the action failed", action_name=name)
    return JSONResponse(answer.model_dump() if answer else {})


def _refusal(status: int, error: str, **detail: str) -> Response:
    return JSONResponse({"error": error, **detail}, status_code=status)
