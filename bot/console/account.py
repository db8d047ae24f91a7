"""An agent's own account: the password, the second factor, tokens for programs."""

from __future__ import annotations

import io
from typing import Any

import segno
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.ledger.clock import machine_now
from bot.ledger.tables import Staff
from bot.pages.access import Visit
from bot.servicing import audit, second_factor

HERE = "/console/account"


def picture(text: str) -> str:
    """A QR code as SVG, to be put into a page."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="svg", scale=5, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


def switch_on(session: Session, visit: Visit) -> bool:
    """Only with a code that shows that the app has the secret."""
    secret = visit.form.get("secret", "")
    staff = session.get_one(Staff, visit.staff.id, with_for_update=True)
    code, now = visit.form.get("code", ""), machine_now()
    if staff.totp_secret is not None or not _is_secret(secret):
        return False
    step = second_factor.matching_step(secret, code, now=now)
    if step is None:
        return False
    staff.totp_secret, staff.totp_used_step = secret, step
    audit.record(session, "second factor on", by=staff.name, now=now)
    return True


def switch_off(session: Session, visit: Visit) -> bool:
    """Only with a code: a session left open must not be enough."""
    staff = session.get_one(Staff, visit.staff.id, with_for_update=True)
    now = machine_now()
    if staff.totp_secret is None:
        return False
    if not second_factor.passes(staff, visit.form.get("code", ""), now=now):
        return False
    staff.totp_secret = staff.totp_used_step = None
    audit.record(session, "second factor off", by=staff.name, now=now)
    return True


def values(session: Session, visit: Visit, *, brand: str) -> dict[str, Any]:
    staff = session.get_one(Staff, visit.staff.id)
    if staff.totp_secret is not None:
        return {"has_second_factor": True, "secret": "", "address": ""}
    secret = second_factor.new_secret()
    address = second_factor.address(secret, name=staff.name, brand=brand)
    return {"has_second_factor": False, "secret": secret, "address": address}


def after(done: bool) -> Response:
    return RedirectResponse(HERE if done else f"{HERE}?problem=code", 303)


def _is_secret(text: str) -> bool:
    return len(text) == len(second_factor.new_secret()) and text.isalnum() and text.isupper()
