"""Who may do what on pages for staff: every one but the sign-in goes through this door."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import Staff
from bot.pages.forms import read_form
from bot.pages.security import is_same_origin
from bot.servicing.audit import record
from bot.servicing.staff import Role, SignedIn, find_session

COOKIE = "console"
SIGN_IN = "/console/sign-in"


class Right(StrEnum):
    READ = "read"
    ANSWER = "answer"
    SUPERVISE = "supervise"
    AUDIT = "audit"
    FOLLOW_TRAINING = "follow_training"
    TRAIN = "train"


# Trainers never see a conversation as it was written; their own pages show what they may.
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: frozenset({Right.READ, Right.ANSWER}),
    Role.SUPERVISOR: frozenset(Right) - {Right.TRAIN},
    Role.AUDITOR: frozenset({Right.READ, Right.AUDIT}),
    Role.TRAINER: frozenset({Right.FOLLOW_TRAINING, Right.TRAIN}),
}


@dataclass(frozen=True)
class Visit:
    """A request of somebody who is signed in; ``form`` is empty but for a POST."""

    request: Request
    token: str
    staff: Staff
    csrf: str
    form: dict[str, str]

    def may(self, right: Right) -> bool:
        return right in RIGHTS[Role(self.staff.role)]


Page = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Door:
    def __init__(self, database: Database, public_url: str | None) -> None:
        self._database = database
        self._public_url = public_url

    def guard(self, page: Page, right: Right | None = None) -> Endpoint:
        """Raises ``HTTPException``: 401 signed out while writing, 403 not theirs or forged."""

        async def endpoint(request: Request) -> Response:
            token = request.cookies.get(COOKIE, "")
            signed_in = await self.signed_in(token)
            if signed_in is None:
                return self._ask_to_sign_in(request)
            try:
                visit = await self._visit(request, token, signed_in, right)
            except HTTPException as refused:
                await self._record_refusal(request, signed_in.staff, refused)
                raise
            return await page(visit)

        return endpoint

    async def _visit(
        self, request: Request, token: str, signed_in: SignedIn, right: Right | None
    ) -> Visit:
        form = await self._trusted_form(request, signed_in)
        visit = Visit(request, token, signed_in.staff, signed_in.csrf, form)
        if right is not None and not visit.may(right):
            raise HTTPException(403)
        return visit

    async def _record_refusal(self, request: Request, staff: Staff, refused: HTTPException) -> None:
        detail = {"method": request.method, "status": refused.status_code}
        await self._database.write(
            record,
            "refused",
            by=staff.name,
            subject=request.url.path,
            detail=detail,
            now=machine_now(),
        )

    async def signed_in(self, token: str) -> SignedIn | None:
        if not token:
            return None
        return await self._database.read(find_session, token, now=machine_now())

    async def _trusted_form(self, request: Request, signed_in: SignedIn) -> dict[str, str]:
        if request.method == "GET":
            return {}
        if not is_same_origin(request, self._public_url):
            raise HTTPException(403)
        form = await read_form(request)
        if not secrets.compare_digest(form.get("csrf", "").encode(), signed_in.csrf.encode()):
            raise HTTPException(403)
        return form

    def _ask_to_sign_in(self, request: Request) -> Response:
        if request.method != "GET":
            raise HTTPException(401)
        return RedirectResponse(f"{SIGN_IN}?next={quote(request.url.path)}", 303)
