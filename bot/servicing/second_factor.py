"""The second factor of a sign-in: a code of six digits from an app (RFC 6238)."""

from __future__ import annotations

from datetime import datetime

import pyotp

from bot.ledger.tables import Staff

STEP_SECONDS = 30
TOLERATED_STEPS = 1
"""Phones' clocks go wrong; a code counts half a minute before and after its time."""


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, *, name: str, brand: str) -> str:
    """What an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=brand)


def passes(staff: Staff, code: str, *, now: datetime) -> bool:
    """Without a second factor always. A code opens once: who looked over a shoulder is too late."""
    if staff.totp_secret is None:
        return True
    step = matching_step(staff.totp_secret, code, now=now)
    if step is None or (staff.totp_used_step is not None and step <= staff.totp_used_step):
        return False
    staff.totp_used_step = step
    return True


def matching_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The number of the half minute whose code this is."""
    given = code.replace(" ", "")
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    for step in range(current - TOLERATED_STEPS, current + TOLERATED_STEPS + 1):
        if pyotp.utils.strings_equal(totp.at(step * STEP_SECONDS), given):
            return step
    return None
