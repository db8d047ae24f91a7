"""Another program's end of a webhook: a real server that verifies what it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook as Verifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.listening import listening, open_socket


@dataclass
class Receiver:
    """``answers`` are statuses given in order; after them every notice is taken."""

    url: str
    answers: list[int] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    before_answering: Callable[[], Any] | None = None

    async def take(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        if self.before_answering:
            await self.before_answering()
        status = self.answers.pop(0) if self.answers else 204
        return Response(status_code=status, headers={"Location": self.url})

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.requests]

    def verified(self, secret: str) -> list[dict[str, Any]]:
        """What was told; fails for a signature that is not right."""
        verifier = Verifier(secret)
        return [verifier.verify(body, headers) for headers, body in self.requests]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    opened = open_socket("127.0.0.1", 0)
    receiver = Receiver(f"http://127.0.0.1:{opened.getsockname()[1]}/told")
    app = Starlette(routes=[Route("/told", receiver.take, methods=["GET", "POST"])])
    async with listening(app, opened):
        yield receiver
