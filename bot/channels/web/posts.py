"""What a browser posts, parsed to one typed message. Anything else is refused with a code."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.requests import Request

from bot.channels.incoming import storable
from bot.conversations.messages import COMMANDS, IncomingFile, IncomingMessage, MessageKind
from bot.replies.catalogue import LOCALES
from bot.servicing.file_store import DOCUMENT, PICTURE, VOICE, FileRefused, FileStore

CHANNEL = "web"
BODY_LIMIT = 64 * 1024
TEXT_LIMIT = 20_000
_KINDS = {
    PICTURE: MessageKind.PHOTO,
    DOCUMENT: MessageKind.DOCUMENT,
    VOICE: MessageKind.VOICE,
}
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,128}")
_PHONE = re.compile(r"[0-9+() .\-]{5,30}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Unreadable(Exception):  # noqa: N818 - named for what is wrong
    """``status`` is the HTTP status; ``code`` is for the page's script, which words it."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


async def read_json(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise Unreadable("not_json", 415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Unreadable("too_large", 413)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None
    if not isinstance(data, dict):
        raise Unreadable("not_an_object")
    return data


async def read_file(request: Request, limit: int) -> bytes:
    """Of one that is too large, just so much that this can be seen."""
    body = bytearray()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > 2 * limit:
            raise Unreadable("too_large", 413)
        body += chunk[: limit + 1 - len(body)]
    return bytes(body)


def parse_file(
    data: dict[str, Any], content: bytes, address: str, store: FileStore
) -> IncomingMessage:
    """Kept if it may be; otherwise the message says why not, and the assistant answers that."""
    external_id, locale = _message_id(data), parse_locale(data)
    name = _string(data, "name", 1000)
    try:
        kept = store.keep(content)
        file = IncomingFile(name, kept.size, kept.media_type, kept.path, kept.sha256)
        kind = _KINDS[kept.kind]
    except FileRefused as refused:
        file, kind = IncomingFile(name, refused=refused.code), MessageKind.DOCUMENT
    return IncomingMessage(
        channel=CHANNEL,
        address=address,
        external_id=external_id,
        kind=kind,
        locale=locale,
        file=file,
    )


def parse_message(data: dict[str, Any], address: str) -> IncomingMessage:
    """A text, a button of ours or a command of the menu."""
    text = _string(data, "text", TEXT_LIMIT)
    button = data.get("button")
    command = data.get("command")
    if command is not None and command not in COMMANDS:
        raise Unreadable("unknown_command")
    if button is not None and not _matches(_TOKEN, button):
        raise Unreadable("malformed_button")
    if button is None and command is None and "text" not in data:
        raise Unreadable("nothing_said")
    return IncomingMessage(
        channel=CHANNEL,
        address=address,
        external_id=_message_id(data),
        text=text,
        kind=MessageKind.TEXT if button is None else MessageKind.BUTTON,
        button=button,
        command=command,
        locale=parse_locale(data),
    )


def parse_proof(data: dict[str, Any], address: str) -> IncomingMessage:
    """A one-time link's token, or phone and birth date from their own form."""
    token, phone, birth_date = (data.get(name) for name in ("link", "phone", "birth_date"))
    by_link = _matches(_TOKEN, token)
    if not by_link and not (_matches(_PHONE, phone) and _matches(_DATE, birth_date)):
        raise Unreadable("malformed_proof")
    return IncomingMessage(
        channel=CHANNEL,
        address=address,
        external_id=_message_id(data),
        kind=MessageKind.PROOF,
        link_token=token if by_link else None,
        phone_shared=None if by_link else phone,
        birth_date=None if by_link else birth_date,
        locale=parse_locale(data),
    )


def parse_locale(data: dict[str, Any]) -> str:
    locale = data.get("locale")
    if locale not in LOCALES:
        raise Unreadable("unknown_language")
    return str(locale)


def _message_id(data: dict[str, Any]) -> str:
    given = data.get("id")
    if not _matches(_ID, given):
        raise Unreadable("malformed_id")
    return str(given)


def _string(data: dict[str, Any], name: str, limit: int) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise Unreadable(f"malformed_{name}")
    if len(value) > limit:
        raise Unreadable("too_large", 413)
    return storable(value)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
