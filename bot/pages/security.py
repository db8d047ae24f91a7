"""What every page's answer forbids the browser, and which requests are not ours to answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REFUSALS = frozenset({401, 403, 413, 415})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # With "no-referrer" a browser hides its Origin too, and forms look forged.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


log = logging.getLogger(__name__)


def content_policy(frame_ancestors: Sequence[str] = ()) -> str:
    """Only our own files; no inline script or style, nothing from elsewhere."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {' '.join(frame_ancestors) or chr(39) + 'none' + chr(39)}",
        ]
    )


class SecureHeaders:
    """Adds the headers to every answer of the wrapped app; what it says itself stays."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self._headers = {**HEADERS, "Content-Security-Policy": policy, "Cache-Control": "no-store"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_secured)


class LoggedRefusals:
    """Tells the log where something was refused: a run of them is somebody trying doors.

    Only the part of the program is named: further on, addresses hold tokens.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in REFUSALS:
                part = scope["path"].split("/")[1]
                log.warning("%s /%s refused: %s", scope["method"], part, message["status"])
            await send(message)

        await self.app(scope, receive, send_noted)


def is_same_origin(request: Request, public_url: str | None) -> bool:
    """Browsers name the origin of every POST; what names none carries no one's cookie."""
    origin = request.headers.get("origin")
    if origin is None:
        return True
    known = {_origin(str(request.base_url))}
    if public_url:
        known.add(_origin(public_url))
    return origin in known


def is_secure(request: Request, public_url: str | None) -> bool:
    """Whether the browser speaks https to us, maybe through a proxy."""
    return request.url.scheme == "https" or (public_url or "").startswith("https:")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
