"""The web chat's addresses: one page, its script's words, posts in, events out."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.web import posts, visitors
from bot.channels.web.following import follow
from bot.channels.web.limits import RateLimit
from bot.channels.web.posts import CHANNEL, Unreadable
from bot.channels.web.transcript import Reader, read_earlier, read_file
from bot.conversations.messages import IncomingMessage
from bot.ledger.conversations import find_conversation
from bot.ledger.database import Database
from bot.live import TYPING, Live
from bot.pages.downloads import show_attachment
from bot.pages.languages import COOKIE as LANGUAGE_COOKIE
from bot.pages.languages import choose_locale
from bot.pages.security import SecureHeaders, content_policy, is_same_origin, is_secure
from bot.pages.streams import stream
from bot.pages.templates import Templates
from bot.replies.catalogue import LOCALES
from bot.servicing.file_store import FileStore
from bot.servicing.languages import choose_locale as choose_conversation_locale

HERE = Path(__file__).parent
YEAR_SECONDS = 365 * 24 * 3600
_MESSAGE_ID = re.compile(r"[0-9]{1,18}")

Receive = Callable[[IncomingMessage], Awaitable[object]]


@dataclass
class WebChat:
    """``receive`` is the relay's; ``embed_origins`` are the sites that may show the chat."""

    database: Database
    live: Live
    receive: Receive
    files: FileStore
    brand: str
    default_locale: str
    public_url: str | None = None
    embed_origins: tuple[str, ...] = ()
    by_visitor: RateLimit = field(
        default_factory=lambda: RateLimit(burst=20, every_seconds=2, clock=time.monotonic)
    )
    by_host: RateLimit = field(
        default_factory=lambda: RateLimit(burst=200, every_seconds=0.2, clock=time.monotonic)
    )

    def __post_init__(self) -> None:
        self._templates = Templates(HERE / "templates", brand=self.brand)

    def routes(self) -> Mount:
        policy = content_policy(("'self'", *self.embed_origins))
        return Mount(
            "/chat",
            routes=[
                Route("/", self.page),
                Route("/words/{locale}.json", self.words),
                Route("/messages", self.take_message, methods=["POST"]),
                Route("/proof", self.take_proof, methods=["POST"]),
                Route("/typing", self.take_typing, methods=["POST"]),
                Route("/language", self.take_language, methods=["POST"]),
                Route("/leave", self.leave, methods=["POST"]),
                Route("/events", self.events),
                Route("/history", self.history),
                Route("/files", self.take_file, methods=["POST"]),
                Route("/files/{id:str}", self.file),
                Route("/widget.js", self.widget),
                Mount("/static", StaticFiles(directory=HERE / "static")),
            ],
            middleware=[Middleware(SecureHeaders, policy=policy)],
        )

    async def page(self, request: Request) -> Response:
        locale = choose_locale(request, self.default_locale)
        values = {"file_limit": self.files.limit}
        response = self._templates.page("chat.html", locale, values)
        if visitors.visitor_token(request) is None:
            self._remember(request, response, visitors.new_token())
        return response

    async def words(self, request: Request) -> Response:
        locale = request.path_params["locale"]
        if locale not in LOCALES:
            return _refusal("unknown_language", 404)
        text = self._templates.text("words.json", locale)
        headers = {"Cache-Control": "no-cache"}
        return Response(text, media_type="application/json", headers=headers)

    async def widget(self, request: Request) -> Response:
        """The script that other sites include; its words are in the page that it frames."""
        locale = choose_locale(request, self.default_locale)
        script = self._templates.text("widget.js", locale)
        headers = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(script, media_type="text/javascript", headers=headers)

    async def take_message(self, request: Request) -> Response:
        return await self._take(request, posts.parse_message)

    async def take_proof(self, request: Request) -> Response:
        return await self._take(request, posts.parse_proof)

    async def take_typing(self, request: Request) -> Response:
        """A sign for the agent who has the conversation; it is kept nowhere."""
        try:
            address, _ = await self._read(request)
        except Unreadable as unreadable:
            return _refusal(unreadable.code, unreadable.status)
        conversation = await self.database.read(find_conversation, CHANNEL, address)
        if conversation is not None:
            self.live.publish(conversation.id, TYPING)
        return Response(status_code=204)

    async def take_language(self, request: Request) -> Response:
        try:
            address, data = await self._read(request)
            locale = posts.parse_locale(data)
        except Unreadable as unreadable:
            return _refusal(unreadable.code, unreadable.status)
        await self.database.write(choose_conversation_locale, CHANNEL, address, locale)
        self.live.publish(address)
        response = JSONResponse({"locale": locale})
        response.set_cookie(
            LANGUAGE_COOKIE,
            locale,
            max_age=YEAR_SECONDS,
            secure=is_secure(request, self.public_url),
            samesite="lax",
        )
        return response

    async def leave(self, request: Request) -> Response:
        """On a computer that others use: this browser can no longer open the conversation."""
        try:
            await self._read(request)
        except Unreadable as unreadable:
            return _refusal(unreadable.code, unreadable.status)
        response = JSONResponse({})
        secure = is_secure(request, self.public_url)
        visitors.forget(response, secure=secure, embedded=bool(self.embed_origins))
        return response

    async def events(self, request: Request) -> Response:
        token = visitors.visitor_token(request)
        if token is None:
            return _refusal("no_visitor", 401)
        given = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
        seen = int(given) if _MESSAGE_ID.fullmatch(given) else 0
        reader = Reader(visitors.address_of(token), seen)
        return stream(follow(reader, self.database, self.live))

    async def history(self, request: Request) -> Response:
        token = visitors.visitor_token(request)
        if token is None:
            return _refusal("no_visitor", 401)
        before = request.query_params.get("before", "")
        if not _MESSAGE_ID.fullmatch(before):
            return _refusal("malformed_id", 400)
        address = visitors.address_of(token)
        return JSONResponse(await self.database.read(read_earlier, address, int(before)))

    async def file(self, request: Request) -> Response:
        """Only for the browser whose conversation it is, and while its past is not hidden."""
        token = visitors.visitor_token(request)
        if token is None:
            return _refusal("no_visitor", 401)
        found = await self.database.read(
            read_file, visitors.address_of(token), request.path_params["id"]
        )
        shown = await asyncio.to_thread(show_attachment, found, self.files) if found else None
        return shown or _refusal("no_such_file", 404)

    async def take_file(self, request: Request) -> Response:
        """The file is the body; what is said of it stands in the address."""
        try:
            address = self._writer(request)
            wait = self.by_visitor.wait_for(address)
            if wait:
                return _refusal("too_many", 429, {"Retry-After": str(wait)})
            content = await posts.read_file(request, self.files.limit)
            message = await asyncio.to_thread(
                posts.parse_file, dict(request.query_params), content, address, self.files
            )
        except Unreadable as unreadable:
            return _refusal(unreadable.code, unreadable.status)
        await self.receive(message)
        self.live.publish(address)
        return JSONResponse({"id": message.external_id}, 202)

    async def _take(
        self,
        request: Request,
        parse: Callable[[dict[str, object], str], IncomingMessage],
    ) -> Response:
        try:
            address, data = await self._read(request)
            message = parse(data, address)
        except Unreadable as unreadable:
            return _refusal(unreadable.code, unreadable.status)
        wait = self.by_visitor.wait_for(address)
        if wait:
            return _refusal("too_many", 429, {"Retry-After": str(wait)})
        await self.receive(message)
        self.live.publish(address)
        return JSONResponse({"id": message.external_id}, 202)

    async def _read(self, request: Request) -> tuple[str, dict[str, object]]:
        address = self._writer(request)
        return address, await posts.read_json(request)

    def _writer(self, request: Request) -> str:
        """The visitor's address, if this request may write for them."""
        if not is_same_origin(request, self.public_url):
            raise Unreadable("wrong_origin", 403)
        if self.by_host.wait_for(request.client.host if request.client else ""):
            raise Unreadable("too_many", 429)
        token = visitors.visitor_token(request)
        if token is None:
            raise Unreadable("no_visitor", 401)
        return visitors.address_of(token)

    def _remember(self, request: Request, response: Response, token: str) -> None:
        secure = is_secure(request, self.public_url)
        visitors.remember(response, token, secure=secure, embedded=bool(self.embed_origins))


def _refusal(code: str, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": code}, status, headers)
