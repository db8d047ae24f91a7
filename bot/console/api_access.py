"""Who may do what over HTTP: a token stands for one of the staff, with that person's rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.ledger.database import Database
from bot.pages.access import Right, Visit
from bot.servicing.api_tokens import find_bearer

_bearer = HTTPBearer(auto_error=False)


def allowed(database: Database, right: Right) -> Callable[..., Any]:
    """To depend on. 401 for an unknown token, 403 for one whose owner may not."""

    async def staff_of(
        request: Request,
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Visit:
        token = given.credentials if given else ""
        staff = await database.read(find_bearer, token)
        if staff is None:
            raise HTTPException(401, "unknown_token", {"WWW-Authenticate": "Bearer"})
        visit = Visit(request, "", staff, "", {})
        if not visit.may(right):
            raise HTTPException(403, "not_yours_to_do")
        return visit

    return staff_of
