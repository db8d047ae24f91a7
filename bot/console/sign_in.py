"""Signing in to the console."""

from __future__ import annotations

import asyncio

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.pages.access import COOKIE
from bot.pages.forms import read_form
from bot.pages.languages import choose_locale
from bot.pages.security import is_same_origin, is_secure
from bot.pages.templates import Templates
from bot.servicing import staff
from bot.servicing.staff import Role, SignInProblem, SignInRefused

HOME = "/console/"
TRAINERS_HOME = "/trainer/"
STATUS = {
    SignInProblem.WRONG: 401,
    SignInProblem.CODE_NEEDED: 401,
    SignInProblem.LOCKED: 429,
}


class SignIn:
    def __init__(
        self,
        database: Database,
        templates: Templates,
        default_locale: str,
        public_url: str | None,
        *,
        open_id: bool = False,
    ) -> None:
        self._database = database
        self._templates = templates
        self._default_locale = default_locale
        self._public_url = public_url
        self._open_id = open_id

    async def page(self, request: Request) -> Response:
        return self._form(request, request.query_params.get("next", ""))

    async def submit(self, request: Request) -> Response:
        if not is_same_origin(request, self._public_url):
            raise HTTPException(403)
        form = await read_form(request)
        after = form.get("next", "")
        try:
            token = await self._sign_in(
                form.get("name", ""), form.get("password", ""), form.get("code", "")
            )
        except SignInRefused as refused:
            return self._form(request, after, refused.code.value, STATUS[refused.code])
        response = RedirectResponse(await self._where(token, after), 303)
        self._remember(request, response, token)
        return response

    async def welcome(self, request: Request, token: str, after: str) -> Response:
        """A page of our own first, for those who come from elsewhere."""
        values = {"after": await self._where(token, after)}
        locale = choose_locale(request, self._default_locale)
        response = self._templates.page("signed_in.html", locale, values)
        self._remember(request, response, token)
        return response

    def refuse(self, request: Request, problem: str, status: int) -> Response:
        return self._form(request, "", problem, status)

    async def _where(self, token: str, after: str) -> str:
        return safe(after) or await self._database.read(_home, token)

    def _remember(self, request: Request, response: Response, token: str) -> None:
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(staff.SESSION_LIFE.total_seconds()),
            httponly=True,
            secure=is_secure(request, self._public_url),
            samesite="strict",
        )

    async def _sign_in(self, name: str, password: str, code: str) -> str:
        """The machine's clock: a moved demonstration clock must not end or open a lock."""
        attempt = await self._database.write(staff.open_attempt, name, now=machine_now())
        if not await asyncio.to_thread(staff.is_password, attempt, password):
            await self._database.write(staff.record_failure, attempt, now=machine_now())
            raise SignInRefused(SignInProblem.WRONG)
        return await self._database.write(staff.start_session, attempt, code, now=machine_now())

    def _form(self, request: Request, after: str, problem: str = "", status: int = 200) -> Response:
        locale = choose_locale(request, self._default_locale)
        values = {"problem": problem, "after": safe(after), "open_id": self._open_id}
        return self._templates.page("sign_in.html", locale, values, status=status)


def safe(after: str) -> str:
    """Only a page for staff: a link must not lead out of this program."""
    inside = after.startswith((HOME, TRAINERS_HOME)) and "\\" not in after and "//" not in after
    return after if inside else ""


def _home(session: Session, token: str) -> str:
    signed_in = staff.find_session(session, token, now=machine_now())
    is_trainer = signed_in is not None and signed_in.staff.role == Role.TRAINER
    return TRAINERS_HOME if is_trainer else HOME
