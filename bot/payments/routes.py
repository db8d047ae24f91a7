"""The page that a payment's link leads to. Looking changes nothing; it needs no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.ledger.clock import machine_now
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.payment_tables import PaymentOrder
from bot.ledger.tables import Borrower, Conversation
from bot.loans import Money
from bot.pages.forms import read_form
from bot.pages.languages import choose_locale
from bot.pages.security import SecureHeaders, content_policy, is_same_origin
from bot.pages.templates import Templates
from bot.payments.provider import Asked, Event, Forged, Malformed, Provider, Unavailable
from bot.replies.catalogue import LOCALES
from bot.servicing.payments import (
    DEMONSTRATION,
    Charge,
    OrderState,
    Posted,
    amount_of,
    cancel_order,
    find_order,
    note_failure,
    order_state,
    post_charge,
)
from bot.servicing.receipts import Till

HERE = Path(__file__).parent
EVENT_LIMIT = 64 * 1024
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class Seen:
    """An order as its page shows it: no name, and nothing of the loan."""

    id: str
    conversation_id: str
    reference: str
    amount: Money
    state: OrderState
    locale: str
    timezone: str
    expires_at: datetime
    was_declined: bool


@dataclass
class Cashier:
    """``provider`` is ``None`` where no money can be taken; ``notify`` hears of conversations."""

    database: Database
    till: Till
    provider: Provider | None
    notify: Callable[[str], None]
    brand: str
    default_locale: str
    address: str

    def __post_init__(self) -> None:
        self._templates = Templates(HERE / "templates", brand=self.brand)

    def routes(self) -> Mount:
        app = Starlette(
            routes=[
                Mount("/static", StaticFiles(directory=HERE / "static")),
                Route("/events/{provider}", self.take_event, methods=["POST"]),
                Route("/{token}", self.page, methods=["GET"]),
                Route("/{token}", self.choose, methods=["POST"]),
            ],
            middleware=[Middleware(SecureHeaders, policy=content_policy())],
        )
        return Mount("/pay", app)

    async def page(self, request: Request) -> Response:
        return self._show(request, await self._find(request))

    async def choose(self, request: Request) -> Response:
        """Whatever is pressed, and how often, the page then shows what became of the order."""
        if not is_same_origin(request, self.address):
            raise HTTPException(403)
        form = await read_form(request)
        seen = await self._find(request)
        if seen is not None and seen.state is OrderState.OPEN and self.provider is not None:
            if form.get("do") == "cancel":
                await self.database.write(cancel_order, seen.id, till=self.till)
                self.notify(seen.conversation_id)
            elif form.get("do") in {"pay", "decline"}:
                decline = form["do"] == "decline"
                return await self._begin(request, seen, self.provider, decline=decline)
        return _again(request)

    async def take_event(self, request: Request) -> Response:
        """What a provider tells: 2xx once it is booked or known, so that it stops telling."""
        provider = self.provider
        if provider is None or request.path_params["provider"] != provider.name:
            return Response(status_code=404)
        body = await _read_body(request)
        if body is None:
            return Response(status_code=413)
        try:
            event = provider.read_event(request.headers, body, now=machine_now())
        except Forged:
            return Response(status_code=401)
        except Malformed:
            return Response(status_code=400)
        if not await self._take(event, provider.name):
            return Response(status_code=404)
        return Response(status_code=204)

    async def _begin(
        self, request: Request, seen: Seen, provider: Provider, *, decline: bool
    ) -> Response:
        asked = Asked(
            seen.id,
            seen.reference,
            seen.amount,
            f"{self.address}/pay/{request.path_params['token']}",
            seen.locale,
        )
        try:
            begun = await provider.begin(asked, decline=decline)
        except Unavailable:
            return self._show(request, seen, problem=True, status=502)
        if isinstance(begun, str):
            return self._show(request, seen, continue_at=begun)
        await self._take(begun, provider.name)
        return _again(request)

    async def _take(self, event: Event, by: str) -> bool:
        """False for an order that there is not."""
        conversation = await self.database.read(_conversation_of, event.order_id)
        if conversation is None:
            return False
        if event.amount is None:
            changed = await self.database.write(
                note_failure, event.order_id, key=event.key, by=by, till=self.till
            )
        else:
            charge = Charge(event.key, by, event.amount)
            posted = await self.database.write(post_charge, event.order_id, charge, till=self.till)
            changed = posted is not Posted.KNOWN
        if changed:
            self.notify(conversation)
        return True

    async def _find(self, request: Request) -> Seen | None:
        token = request.path_params["token"]
        return await self.database.read(_look, token) if _TOKEN.fullmatch(token) else None

    def _show(
        self,
        request: Request,
        seen: Seen | None,
        *,
        continue_at: str = "",
        problem: bool = False,
        status: int = 200,
    ) -> Response:
        asked = request.query_params.get("lang")
        default = seen.locale if seen else choose_locale(request, self.default_locale)
        locale = asked if asked in LOCALES else default
        values: dict[str, Any] = {
            "order": seen,
            "state": seen.state.value if seen else "unknown",
            "takes_money": self.provider is not None,
            "is_demonstration": bool(self.provider and self.provider.name == DEMONSTRATION),
            "continue_at": continue_at,
            "continue_host": urlsplit(continue_at).netloc,
            "problem": problem,
        }
        page = self._templates.page("pay.html", str(locale), values, status=status)
        if seen is None:
            page.status_code = 404
        return page


def _again(request: Request) -> Response:
    """The page anew by GET, in the same language, whatever name a proxy gave this host."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.url.path}{query}", 303)


def _look(session: Session, token: str) -> Seen | None:
    now = read_clock(session)
    order = find_order(session, token, now=now)
    if order is None:
        return None
    conversation = session.get_one(Conversation, order.conversation_id)
    borrower = session.get_one(Borrower, order.borrower_id)
    return Seen(
        order.id,
        order.conversation_id,
        order.reference,
        amount_of(order),
        order_state(order, now=now),
        conversation.locale,
        borrower.timezone,
        order.expires_at,
        any(entry.entry == "failed" for entry in order.entries),
    )


def _conversation_of(session: Session, order_id: str) -> str | None:
    order = session.get(PaymentOrder, order_id)
    return order.conversation_id if order else None


async def _read_body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > EVENT_LIMIT:
            return None
    return bytes(body)
