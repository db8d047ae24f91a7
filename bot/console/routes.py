"""The console's addresses. Each page is whole without its script, which only keeps it fresh."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console import account, drafts
from bot.console.changes import CHANGES, Act, Detail
from bot.console.offers import read_panel
from bot.console.open_id import OpenIdPages
from bot.console.packet import SHOWN, Packet, read_packet, read_said
from bot.console.packet import fingerprint as conversation_fingerprint
from bot.console.provider import Provider
from bot.console.queue import View, asked_for, read_inbox
from bot.console.queue import fingerprint as inbox_fingerprint
from bot.console.sign_in import SignIn
from bot.console.supervision import read_overview
from bot.conversations.statuses import Status
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.live import CHANGED, CLOSED, EVERYTHING, TYPING, Live
from bot.pages.access import COOKIE, SIGN_IN, Door, Right, Visit
from bot.pages.downloads import show_attachment
from bot.pages.security import SecureHeaders, content_policy
from bot.pages.staff_pages import StaffPages
from bot.pages.streams import HEARTBEAT, event, stream
from bot.replies.catalogue import LOCALES
from bot.servicing import audit, breaks, desk, handoff
from bot.servicing.canned import all_canned, canned_for, save_canned
from bot.servicing.distress import crisis_lines
from bot.servicing.file_store import FileStore
from bot.servicing.files import find_file
from bot.servicing.handoff import Refused
from bot.servicing.proposals import TermsByCountry
from bot.servicing.staff import end_session
from bot.servicing.transcript import Voice

HERE = Path(__file__).parent
HOME = "/console/"
LOOK_EVERY_SECONDS = 5.0
SHOWN_ENTRIES = 200
MESSAGE_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


@dataclass
class Console:
    """``notify`` is told the id of each conversation that was changed here."""

    database: Database
    live: Live
    voice: Voice
    terms: TermsByCountry
    notify: Callable[[str], None]
    files: FileStore
    brand: str
    default_locale: str
    on_call: bool
    public_url: str | None = None
    provider: Provider | None = None
    show_typing: Callable[[str], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        self._pages = StaffPages(
            HERE / "templates",
            home=HOME,
            default_locale=self.default_locale,
            public_url=self.public_url,
            brand=self.brand,
            on_call=self.on_call,
        )
        self._page = self._pages.page
        self._door = Door(self.database, self.public_url)

    def routes(self) -> Mount:
        guard = self._door.guard
        sign_in = SignIn(
            self.database,
            self._pages.templates,
            self.default_locale,
            self.public_url,
            open_id=self.provider is not None,
        )
        one = "/conversations/{id:str}"
        app = Starlette(
            routes=[
                Route("/", guard(self.inbox, Right.READ)),
                Route("/events", guard(self.inbox_events, Right.READ)),
                Route("/sign-in", sign_in.page, methods=["GET"]),
                Route("/sign-in", sign_in.submit, methods=["POST"]),
                *self._open_id(sign_in),
                Route("/sign-out", guard(self.sign_out), methods=["POST"]),
                Route("/account", guard(self.account), methods=["GET"]),
                Route("/account/second-factor-on", guard(self.switch_on), methods=["POST"]),
                Route("/account/second-factor-off", guard(self.switch_off), methods=["POST"]),
                Route("/break", guard(self.take_break, Right.ANSWER), methods=["POST"]),
                Route("/supervision", guard(self.supervision, Right.SUPERVISE)),
                Route("/record", guard(self.record, Right.AUDIT)),
                Route("/canned", guard(self.canned, Right.ANSWER), methods=["GET"]),
                Route("/canned", guard(self.save_canned, Right.SUPERVISE), methods=["POST"]),
                Route(one, guard(self.conversation, Right.READ)),
                Route(f"{one}/offers", guard(self.offers, Right.ANSWER), methods=["GET"]),
                Route(f"{one}/draft", guard(self.draft, Right.ANSWER), methods=["POST"]),
                Route(f"{one}/typing", guard(self.typing, Right.ANSWER), methods=["POST"]),
                Route(f"{one}/events", guard(self.conversation_events, Right.READ)),
                Route(f"{one}/files/{{file:str}}", guard(self.file, Right.READ)),
                *(
                    Route(
                        f"{one}/{verb}",
                        guard(self._changing(verb, change), right),
                        methods=["POST"],
                    )
                    for verb, (right, change) in CHANGES.items()
                ),
                Mount("/static", StaticFiles(directory=HERE / "static")),
            ],
            middleware=[Middleware(SecureHeaders, policy=content_policy())],
            exception_handlers={HTTPException: self._pages.problem},
        )
        return Mount("/console", app)

    def _open_id(self, sign_in: SignIn) -> list[Route]:
        if self.provider is None:
            return []
        pages = OpenIdPages(self.database, self.provider, sign_in, self.public_url)
        return [Route("/open-id", pages.leave), Route("/open-id/back", pages.come_back)]

    async def file(self, visit: Visit) -> Response:
        """Pictures as they were encoded anew; anything else to be saved, never opened here."""
        wanted = visit.request.path_params
        found = await self.database.read(find_file, wanted["id"], wanted["file"])
        shown = await asyncio.to_thread(show_attachment, found, self.files) if found else None
        if shown is None:
            raise HTTPException(404)
        return shown

    async def inbox(self, visit: Visit) -> Response:
        wanted = asked_for(visit.request.query_params)
        inbox = await self.database.read(read_inbox, wanted, staff_id=visit.staff.id)
        values = {"inbox": inbox, "views": list(View), "tired": ()}
        if visit.may(Right.SUPERVISE):
            values["tired"] = await self.database.read(breaks.without_break)
        return self._page(visit, "inbox.html", values)

    async def take_break(self, visit: Visit) -> Response:
        await self.database.write(breaks.take_break, visit.staff.id, now=machine_now())
        self.live.publish(EVERYTHING)
        return RedirectResponse(HOME, 303)

    async def conversation(self, visit: Visit) -> Response:
        conversation = visit.request.path_params["id"]
        packet = await self.database.read(read_packet, conversation)
        if packet is None:
            raise HTTPException(404)
        others = await self.database.write(desk.arrive, conversation, visit.staff, at=machine_now())
        before = visit.request.query_params.get("before", "")
        earlier = int(before) if MESSAGE_NUMBER.fullmatch(before) else None
        said = packet.said
        if earlier:
            said = await self.database.read(read_said, conversation, before=earlier)
        helps = await self.database.read(self._helps, replace(packet, said=said), visit)
        with_agent = packet.conversation.status == Status.OPEN.value
        is_mine = with_agent and packet.conversation.assignee_id == visit.staff.id
        return self._page(
            visit,
            "conversation.html",
            {
                "packet": packet,
                "conversation": packet.conversation,
                "is_mine": is_mine,
                **helps,
                "earlier_than": said[0].message.id if len(said) == SHOWN else None,
                "is_earlier": earlier is not None,
                "others": others,
                "needs": list(desk.NeedKind),
                "may_answer": visit.may(Right.ANSWER),
                "may_supervise": visit.may(Right.SUPERVISE),
                "problem": visit.request.query_params.get("problem", ""),
                "key": secrets.token_hex(8),
                "answer_limit": handoff.ANSWER_LIMIT,
            },
        )

    def _helps(self, session: Session, packet: Packet, visit: Visit) -> dict[str, Any]:
        """What an agent needs to answer well, in the language of each reader."""
        conversation = packet.conversation
        locale = self._pages.locale(visit.request)
        borrower = packet.borrower
        # Who proved to be somebody earlier may have handed the phone on: no name goes there.
        name = borrower.name if borrower and packet.is_trusted else ""
        known = {"name": name, "brand": self.brand}
        helps: dict[str, Any] = {
            "transcript": packet.said,
            "canned": canned_for(
                session, conversation.locale, {**known, "agent": visit.staff.name}
            ),
            "crisis_lines": self.voice.worded(crisis_lines(session, conversation), locale),
        }
        if conversation.locale != locale:
            helps["transcript"] = [
                replace(one, in_my_words=self.voice.reworded(one.message, locale))
                for one in packet.said
            ]
        return helps

    async def offers(self, visit: Visit) -> Response:
        """Beside the chat: computed anew for every move of a slider."""
        locale = self._pages.locale(visit.request)
        try:
            panel = await self.database.read(
                read_panel,
                visit,
                visit.request.path_params["id"],
                voice=self.voice,
                terms=self.terms,
                locale=locale,
            )
        except Refused:
            raise HTTPException(404) from None
        problem = visit.request.query_params.get("problem", "")
        return self._page(visit, "offers.html", {**panel, "problem": problem})

    async def draft(self, visit: Visit) -> Response:
        """What must never be said in what is being written, while it is written."""
        conversation, text = visit.request.path_params["id"], visit.form.get("text", "")
        findings = await self.database.read(drafts.check, conversation, text)
        return JSONResponse({"findings": drafts.described(findings)})

    async def typing(self, visit: Visit) -> Response:
        """The borrower sees that this agent writes, where the conversation is theirs."""
        conversation = visit.request.path_params["id"]
        is_theirs = await self.database.read(handoff.is_with, conversation, visit.staff)
        if is_theirs and self.show_typing is not None:
            await self.show_typing(conversation)
        return Response(status_code=204)

    async def canned(self, visit: Visit) -> Response:
        kept = await self.database.read(all_canned)
        problem = visit.request.query_params.get("problem", "")
        return self._page(visit, "canned.html", {"canned": kept, "problem": problem})

    async def save_canned(self, visit: Visit) -> Response:
        def save(session: Session) -> None:
            form = {name: visit.form.get(name, "") for name in ("name", "locale", "text")}
            if form["locale"] not in LOCALES:
                raise HTTPException(400)
            save_canned(session, **form)
            detail = {"name": form["name"][:60], "locale": form["locale"]}
            audit.record(session, "canned", by=visit.staff.name, detail=detail, now=machine_now())

        try:
            await self.database.write(save)
        except Refused as refused:
            return RedirectResponse(f"/console/canned?problem={refused.code}", 303)
        return RedirectResponse("/console/canned", 303)

    def _changing(self, verb: str, change: Callable[[Act], Detail]) -> Callable[[Visit], Any]:
        """One use case and its audit entry in one transaction; a refusal is said on the page."""

        def run(session: Session, visit: Visit, conversation: str) -> None:
            act = Act.open(session, visit, conversation, self.voice, self.terms)
            detail = change(act)
            audit.record(
                session,
                verb,
                by=visit.staff.name,
                subject=conversation,
                detail=detail,
                now=machine_now(),
            )

        async def page(visit: Visit) -> Response:
            conversation = visit.request.path_params["id"]
            back = f"/console/conversations/{conversation}"
            try:
                await self.database.write(run, visit, conversation)
            except Refused as refused:
                if refused.code is handoff.Refusal.NOT_FOUND:
                    raise HTTPException(404) from None
                return RedirectResponse(f"{back}?problem={refused.code}", 303)
            self.notify(conversation)
            return RedirectResponse(back, 303)

        return page

    async def account(self, visit: Visit) -> Response:
        values = await self.database.read(account.values, visit, brand=self.brand)
        drawn = account.picture(values["address"]) if values["address"] else ""
        problem = visit.request.query_params.get("problem", "")
        return self._page(visit, "account.html", {**values, "picture": drawn, "problem": problem})

    async def switch_on(self, visit: Visit) -> Response:
        return account.after(await self.database.write(account.switch_on, visit))

    async def switch_off(self, visit: Visit) -> Response:
        return account.after(await self.database.write(account.switch_off, visit))

    async def supervision(self, visit: Visit) -> Response:
        overview = await self.database.read(read_overview)
        return self._page(visit, "supervision.html", {"overview": overview})

    async def record(self, visit: Visit) -> Response:
        entries = await self.database.read(audit.newest, SHOWN_ENTRIES)
        verdict = await self.database.read(audit.verify)
        return self._page(visit, "record.html", {"entries": entries, "verdict": verdict})

    async def sign_out(self, visit: Visit) -> Response:
        await self.database.write(end_session, visit.token, now=machine_now())
        response = RedirectResponse(SIGN_IN, 303)
        response.delete_cookie(COOKIE)
        return response

    async def inbox_events(self, visit: Visit) -> Response:
        look = partial(self.database.read, inbox_fingerprint)
        return stream(self._changes_of(visit, EVERYTHING, look))

    async def conversation_events(self, visit: Visit) -> Response:
        conversation = visit.request.path_params["id"]

        def look(session: Session) -> object:
            at = machine_now()
            desk.look(session, conversation, staff=visit.staff, at=at)
            others = desk.others_looking(session, conversation, staff_id=visit.staff.id, at=at)
            return conversation_fingerprint(session, conversation), tuple(others)

        return stream(self._changes_of(visit, conversation, partial(self.database.write, look)))

    async def _changes_of(
        self, visit: Visit, topic: str, look: Callable[[], Awaitable[object]]
    ) -> AsyncIterator[str]:
        """Says only that something changed; ends with the session of who listens."""
        with self.live.subscribe(topic) as subscription:
            seen = await look()
            yield event("ready", {})
            while await self._door.signed_in(visit.token):
                heard = await subscription.wait(LOOK_EVERY_SECONDS)
                if CLOSED in heard:
                    return
                if TYPING in heard and CHANGED not in heard:
                    yield event("typing", {}) if topic != EVERYTHING else HEARTBEAT
                    continue
                now_there = await look()
                yield event("changed", {}) if heard or now_there != seen else HEARTBEAT
                seen = now_there
