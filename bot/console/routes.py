"""The console's addresses. Each page is whole without its script, which only keeps it fresh."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console.access import COOKIE, SIGN_IN, Door, Right, Visit
from bot.console.packet import fingerprint as conversation_fingerprint
from bot.console.packet import read_packet
from bot.console.queue import View, read_inbox
from bot.console.queue import fingerprint as inbox_fingerprint
from bot.console.sign_in import SignIn
from bot.conversations.statuses import Status
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.live import CLOSED, EVERYTHING, Live
from bot.pages.languages import COOKIE as LANGUAGE_COOKIE
from bot.pages.languages import choose_locale
from bot.pages.security import SecureHeaders, content_policy, is_secure
from bot.pages.streams import HEARTBEAT, event, stream
from bot.pages.templates import Templates
from bot.replies.catalogue import LOCALES
from bot.servicing import handoff
from bot.servicing.handoff import Refused
from bot.servicing.staff import end_session
from bot.servicing.transcript import Voice

HERE = Path(__file__).parent
HOME = "/console/"
LOOK_EVERY_SECONDS = 5.0
YEAR_SECONDS = 365 * 24 * 3600

_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")

Change = Callable[[Session, Visit, str], object]


@dataclass
class Console:
    """``notify`` is told the id of each conversation that was changed here."""

    database: Database
    live: Live
    voice: Voice
    notify: Callable[[str], None]
    brand: str
    default_locale: str
    on_call: bool
    public_url: str | None = None

    def __post_init__(self) -> None:
        self._templates = Templates(HERE / "templates", brand=self.brand, on_call=self.on_call)
        self._door = Door(self.database, self.public_url)

    def routes(self) -> Mount:
        guard = self._door.guard
        sign_in = SignIn(self.database, self._templates, self.default_locale, self.public_url)
        one = "/conversations/{id:str}"
        app = Starlette(
            routes=[
                Route("/", guard(self.inbox, Right.READ)),
                Route("/events", guard(self.inbox_events, Right.READ)),
                Route("/sign-in", sign_in.page, methods=["GET"]),
                Route("/sign-in", sign_in.submit, methods=["POST"]),
                Route("/sign-out", guard(self.sign_out), methods=["POST"]),
                Route(one, guard(self.conversation, Right.READ)),
                Route(f"{one}/events", guard(self.conversation_events, Right.READ)),
                *(
                    Route(
                        f"{one}/{name}",
                        guard(self._changing(change), Right.ANSWER),
                        methods=["POST"],
                    )
                    for name, change in self._changes().items()
                ),
                Mount("/static", StaticFiles(directory=HERE / "static")),
            ],
            middleware=[Middleware(SecureHeaders, policy=content_policy())],
            exception_handlers={HTTPException: self.problem},
        )
        return Mount("/console", app)

    async def inbox(self, visit: Visit) -> Response:
        asked = visit.request.query_params.get("view", "")
        view = View(asked) if asked in set(View) else View.OPEN
        given = visit.request.query_params.get("page", "")
        page = int(given) if _PAGE_NUMBER.fullmatch(given) else 1
        inbox = await self.database.read(read_inbox, view, staff_id=visit.staff.id, page=page)
        return self._page(visit, "inbox.html", {"inbox": inbox, "views": list(View)})

    async def conversation(self, visit: Visit) -> Response:
        packet = await self.database.read(read_packet, visit.request.path_params["id"])
        if packet is None:
            raise HTTPException(404)
        with_agent = packet.conversation.status == Status.OPEN.value
        is_mine = with_agent and packet.conversation.assignee_id == visit.staff.id
        return self._page(
            visit,
            "conversation.html",
            {
                "packet": packet,
                "conversation": packet.conversation,
                "is_mine": is_mine,
                "may_answer": visit.may(Right.ANSWER),
                "problem": visit.request.query_params.get("problem", ""),
                "key": secrets.token_hex(8),
                "answer_limit": handoff.ANSWER_LIMIT,
            },
        )

    def _changes(self) -> dict[str, Change]:
        def options(session: Session, visit: Visit) -> dict[str, Any]:
            return {"staff": visit.staff, "now": read_clock(session)}

        return {
            "claim": lambda s, v, c: handoff.claim(s, c, **options(s, v)),
            "answer": lambda s, v, c: handoff.answer(
                s, c, v.form.get("text", ""), key=_key(v), **options(s, v)
            ),
            "give-back": lambda s, v, c: handoff.give_back(s, c, voice=self.voice, **options(s, v)),
            "resolve": lambda s, v, c: handoff.resolve(
                s, c, v.form.get("outcome", ""), **options(s, v)
            ),
            "clear-crisis": lambda s, v, c: handoff.clear_crisis(
                s, c, v.form.get("why", ""), **options(s, v)
            ),
        }

    def _changing(self, change: Change) -> Callable[[Visit], Any]:
        """One use case in one transaction; what it refuses is said on the page."""

        async def page(visit: Visit) -> Response:
            conversation = visit.request.path_params["id"]
            back = f"/console/conversations/{conversation}"
            try:
                await self.database.write(change, visit, conversation)
            except Refused as refused:
                if refused.code is handoff.Refusal.NOT_FOUND:
                    raise HTTPException(404) from None
                return RedirectResponse(f"{back}?problem={refused.code}", 303)
            self.notify(conversation)
            return RedirectResponse(back, 303)

        return page

    async def sign_out(self, visit: Visit) -> Response:
        await self.database.write(end_session, visit.token)
        response = RedirectResponse(SIGN_IN, 303)
        response.delete_cookie(COOKIE, path=HOME)
        return response

    async def inbox_events(self, visit: Visit) -> Response:
        return stream(self._changes_of(visit, EVERYTHING, inbox_fingerprint))

    async def conversation_events(self, visit: Visit) -> Response:
        conversation = visit.request.path_params["id"]

        def look(session: Session) -> object:
            return conversation_fingerprint(session, conversation)

        return stream(self._changes_of(visit, conversation, look))

    async def _changes_of(
        self, visit: Visit, topic: str, look: Callable[[Session], object]
    ) -> AsyncIterator[str]:
        """Says only that something changed; ends with the session of who listens."""
        with self.live.subscribe(topic) as subscription:
            seen = await self.database.read(look)
            yield event("ready", {})
            while await self._door.signed_in(visit.token):
                heard = await subscription.wait(LOOK_EVERY_SECONDS)
                if CLOSED in heard:
                    return
                now_there = await self.database.read(look)
                yield event("changed", {}) if heard or now_there != seen else HEARTBEAT
                seen = now_there

    async def problem(self, request: Request, problem: Exception) -> Response:
        status = problem.status_code if isinstance(problem, HTTPException) else 500
        locale = choose_locale(request, self.default_locale)
        return self._templates.page("problem.html", locale, {"status": status}, status=status)

    def _page(self, visit: Visit, name: str, values: dict[str, Any]) -> Response:
        request = visit.request
        locale = choose_locale(request, self.default_locale)
        shared = {"staff": visit.staff, "csrf": visit.csrf, "path": request.url.path}
        response = self._templates.page(name, locale, {**shared, **values})
        if request.query_params.get("lang") in LOCALES:
            response.set_cookie(
                LANGUAGE_COOKIE,
                locale,
                max_age=YEAR_SECONDS,
                secure=is_secure(request, self.public_url),
                samesite="lax",
            )
        return response


def _key(visit: Visit) -> str:
    return visit.form.get("key", "")[:64] or secrets.token_hex(8)
