"""What a page's form posts, read with a limit."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

BODY_LIMIT = 64 * 1024
FIELD_LIMIT = 20


async def read_form(request: Request) -> dict[str, str]:
    """Each field once, as text that every database takes. Raises ``HTTPException``."""
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise HTTPException(413)
    try:
        fields = parse_qsl(
            body.decode(), keep_blank_values=True, errors="replace", max_num_fields=FIELD_LIMIT
        )
    except ValueError:
        raise HTTPException(400) from None
    return {name: value.replace("\0", "").replace("\r\n", "\n") for name, value in fields}
