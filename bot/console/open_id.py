"""The way to the lender's own sign-in and back."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.provider import Provider, ProviderAway
from bot.console.sign_in import SignIn, safe
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.pages.security import is_secure
from bot.servicing import open_id
from bot.servicing.open_id import NotLetIn

STATE = "console_state"
HERE = "/console/open-id"
BACK = f"{HERE}/back"

log = logging.getLogger(__name__)


class OpenIdPages:
    """``public_url`` is what the provider knows as ours; without one, as the browser asked."""

    def __init__(
        self, database: Database, provider: Provider, sign_in: SignIn, public_url: str | None
    ) -> None:
        self._database = database
        self._provider = provider
        self._sign_in = sign_in
        self._public_url = public_url

    async def leave(self, request: Request) -> Response:
        """To the provider; the state stays with this browser, so nobody else's answer fits."""
        after = safe(request.query_params.get("next", ""))
        leaving = await self._database.write(open_id.leave, after, now=machine_now())
        try:
            address = await self._provider.address(leaving, self._back(request))
        except ProviderAway as away:
            return self._away(request, away)
        response = RedirectResponse(address, 303)
        # Lax: the browser has to bring it when the provider sends it back.
        response.set_cookie(
            STATE,
            leaving.state,
            path=HERE,
            max_age=int(open_id.ON_THEIR_WAY.total_seconds()),
            httponly=True,
            secure=is_secure(request, self._public_url),
            samesite="lax",
        )
        return response

    async def come_back(self, request: Request) -> Response:
        try:
            token, after = await self._let_in(request)
        except NotLetIn as refused:
            await self._database.write(open_id.record_refusal, str(refused), now=machine_now())
            response = self._sign_in.refuse(request, "not_let_in", 403)
        except ProviderAway as away:
            response = self._away(request, away)
        else:
            response = await self._sign_in.welcome(request, token, after)
        response.delete_cookie(STATE, path=HERE)
        return response

    async def _let_in(self, request: Request) -> tuple[str, str]:
        state, code = (request.query_params.get(name, "") for name in ("state", "code"))
        own = request.cookies.get(STATE, "")
        if not own or not secrets.compare_digest(own.encode(), state.encode()):
            raise NotLetIn("another browser's answer")
        leaving = await self._database.write(_come_back, state)
        if not code:
            raise NotLetIn("the provider let nobody in")
        vouched = await self._provider.ask(code, leaving, self._back(request))
        token = await self._database.write(open_id.let_in, vouched, now=machine_now())
        return token, leaving.after

    def _back(self, request: Request) -> str:
        base = self._public_url or str(request.base_url).removesuffix("/console/")
        return f"{base.rstrip('/')}{BACK}"

    def _away(self, request: Request, away: ProviderAway) -> Response:
        log.warning("The provider of identities did not answer: %s", away)
        return self._sign_in.refuse(request, "provider_away", 503)


def _come_back(session: Any, state: str) -> open_id.Leaving:
    return open_id.come_back(session, state, now=machine_now())
