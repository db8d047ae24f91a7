"""A visitor is whoever holds a token that cannot be guessed; the ledger knows only its hash."""

from __future__ import annotations

import hashlib
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "visitor"
LIFE_SECONDS = 30 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def visitor_token(request: Request) -> str | None:
    token = request.cookies.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def new_token() -> str:
    return secrets.token_urlsafe(32)


def address_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def remember(response: Response, token: str, *, secure: bool, embedded: bool) -> None:
    """In another site's frame a cookie lives only if it is partitioned, and that needs https."""
    _set_cookie(response, token, LIFE_SECONDS, secure=secure, embedded=embedded)


def forget(response: Response, *, secure: bool, embedded: bool) -> None:
    _set_cookie(response, "", 0, secure=secure, embedded=embedded)


def _set_cookie(
    response: Response, value: str, max_age: int, *, secure: bool, embedded: bool
) -> None:
    # Written out because http.cookies knows "Partitioned" only from Python 3.14 on.
    parts = [f"{COOKIE}={value}", "Path=/chat", f"Max-Age={max_age}", "HttpOnly"]
    if secure and embedded:
        parts += ["Secure", "SameSite=None", "Partitioned"]
    else:
        parts += ["SameSite=Lax", *(["Secure"] if secure else [])]
    response.headers.append("set-cookie", "; ".join(parts))
