"""Pages for people who are signed in: worded for the reader, with what every page shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.pages.access import Right, Visit
from bot.pages.languages import COOKIE, choose_locale
from bot.pages.security import is_secure
from bot.pages.templates import Templates
from bot.replies.catalogue import LOCALES

YEAR_SECONDS = 365 * 24 * 3600


class StaffPages:
    """``home`` is where the heading leads; ``constants`` are known to all templates."""

    def __init__(
        self,
        folder: Path,
        *,
        home: str,
        default_locale: str,
        public_url: str | None,
        **constants: Any,
    ) -> None:
        self.templates = Templates(folder, home=home, **constants)
        self._default_locale = default_locale
        self._public_url = public_url

    def locale(self, request: Request) -> str:
        return choose_locale(request, self._default_locale)

    def page(
        self, visit: Visit, name: str, values: dict[str, Any], *, status: int = 200
    ) -> Response:
        request = visit.request
        locale = self.locale(request)
        shared = {
            "staff": visit.staff,
            "csrf": visit.csrf,
            "path": request.url.path,
            "may_supervise_all": visit.may(Right.SUPERVISE),
            "may_audit": visit.may(Right.AUDIT),
            "may_answer_all": visit.may(Right.ANSWER),
            "may_follow_training": visit.may(Right.FOLLOW_TRAINING),
            "may_train": visit.may(Right.TRAIN),
        }
        response = self.templates.page(name, locale, {**shared, **values}, status=status)
        if request.query_params.get("lang") in LOCALES:
            response.set_cookie(
                COOKIE,
                locale,
                max_age=YEAR_SECONDS,
                secure=is_secure(request, self._public_url),
                samesite="lax",
            )
        return response

    async def problem(self, request: Request, problem: Exception) -> Response:
        status = problem.status_code if isinstance(problem, HTTPException) else 500
        values = {"status": status}
        return self.templates.page("problem.html", self.locale(request), values, status=status)
