"""All that browsers reach, in one app: the chat, the console, and what others mount beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import pages
from bot.pages.security import LoggedRefusals

STATIC = Path(pages.__file__).parent / "static"

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def build_app(parts: Sequence[BaseRoute], *, lifespan: Lifespan | None = None) -> Starlette:
    """``parts``: ``WebChat(...).routes()``, ``Console(...).routes()``, a messenger's webhook."""
    return Starlette(
        routes=[
            Route("/", _home),
            Route("/health", _health),
            Mount("/static", StaticFiles(directory=STATIC)),
            *parts,
        ],
        middleware=[Middleware(LoggedRefusals)],
        lifespan=lifespan,
    )


async def _home(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/chat/{query}", 307)


async def _health(request: Request) -> Response:
    return PlainTextResponse("ok")
