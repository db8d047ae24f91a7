"""Tokens with which programs act for one of the staff, with that person's rights."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.tables import ApiToken, Staff
from bot.servicing import audit

PREFIX = "repay_"


def make_token(session: Session, staff: Staff, name: str, *, now: datetime) -> str:
    """The token itself is told once, here; only its hash is kept."""
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiToken(token_hash=_hash(token), staff_id=staff.id, name=name.strip()[:80], created_at=now)
    )
    audit.record(session, "token made", by=staff.name, detail={"name": name[:80]}, now=now)
    return token


def revoke(session: Session, staff: Staff, name: str, *, now: datetime) -> bool:
    """All of this person's tokens of that name. False if there was none."""
    wanted = select(ApiToken).where(
        ApiToken.staff_id == staff.id, ApiToken.name == name, ApiToken.revoked_at.is_(None)
    )
    found = session.scalars(wanted).all()
    for token in found:
        token.revoked_at = now
    if found:
        audit.record(session, "token revoked", by=staff.name, detail={"name": name[:80]}, now=now)
    return bool(found)


def tokens_of(session: Session, staff: Staff) -> Sequence[ApiToken]:
    wanted = select(ApiToken).where(ApiToken.staff_id == staff.id, ApiToken.revoked_at.is_(None))
    return session.scalars(wanted.order_by(ApiToken.created_at)).all()


def find_bearer(session: Session, token: str) -> Staff | None:
    found = session.get(ApiToken, _hash(token))
    if found is None or found.revoked_at is not None or not found.staff.is_active:
        return None
    return found.staff


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
