"""Letting staff in whom the lender's own provider of identities vouches for.

Nobody is made by signing in: who is let in was added here before, by the address the provider
has confirmed. From the first time on they are known by the provider's own subject, so that an
address given to somebody else later opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.ledger.sign_in_tables import OpenIdAttempt
from bot.ledger.tables import Staff
from bot.servicing import audit
from bot.servicing.staff import Role, open_session

ON_THEIR_WAY = timedelta(minutes=10)


class NotLetIn(Exception):  # noqa: N818 - named for what happened
    """The message says why, for the record; whoever tried is not told."""


@dataclass(frozen=True)
class Leaving:
    """What goes with somebody to the provider. ``verifier`` and ``nonce`` are checked after."""

    state: str
    nonce: str
    verifier: str
    after: str


@dataclass(frozen=True)
class Vouched:
    """What a provider says of somebody; ``claims`` are of a token that was verified."""

    issuer: str
    claims: Mapping[str, Any]
    role_claim: str = ""

    @property
    def subject_hash(self) -> str:
        return _hash(f"{self.issuer}\n{self.claims['sub']}")

    @property
    def email(self) -> str | None:
        """Only one that the provider has confirmed."""
        told, confirmed = self.claims.get("email"), self.claims.get("email_verified")
        return told.casefold() if confirmed is True and isinstance(told, str) and told else None

    def role(self, now_is: Role) -> Role:
        """Exactly one that is known here. Raises ``NotLetIn``."""
        if not self.role_claim:
            return now_is
        told = self.claims.get(self.role_claim)
        given = told if isinstance(told, list) else [told]
        known = {Role(one) for one in given if isinstance(one, str) and one in set(Role)}
        if len(known) != 1:
            raise NotLetIn("no role, or more than one")
        return known.pop()


def leave(session: Session, after: str, *, now: datetime) -> Leaving:
    session.execute(delete(OpenIdAttempt).where(OpenIdAttempt.expires_at <= now))
    state, nonce, verifier = (secrets.token_urlsafe(size) for size in (32, 32, 64))
    session.add(
        OpenIdAttempt(
            state_hash=_hash(state),
            nonce=nonce,
            verifier=verifier,
            after=after[:200],
            expires_at=now + ON_THEIR_WAY,
        )
    )
    return Leaving(state, nonce, verifier, after[:200])


def come_back(session: Session, state: str, *, now: datetime) -> Leaving:
    """Once only. Raises ``NotLetIn``."""
    found = session.scalar(
        delete(OpenIdAttempt)
        .where(OpenIdAttempt.state_hash == _hash(state))
        .returning(OpenIdAttempt)
    )
    if found is None or found.expires_at <= now:
        raise NotLetIn("nobody was on their way")
    return Leaving(state, found.nonce, found.verifier, found.after)


def let_in(session: Session, vouched: Vouched, *, now: datetime) -> str:
    """The token for the cookie. Raises ``NotLetIn``."""
    staff = _known(session, vouched)
    role = vouched.role(Role(staff.role))
    staff.subject_hash = vouched.subject_hash
    if role != staff.role:
        detail = {"from": staff.role, "to": role.value}
        audit.record(session, "role changed", by=staff.name, detail=detail, now=now)
        staff.role = role.value
    audit.record(session, "signed in", by=staff.name, detail={"through": "open_id"}, now=now)
    return open_session(session, staff, now=now)


def record_refusal(session: Session, why: str, *, now: datetime) -> None:
    detail = {"through": "open_id", "why": why}
    audit.record(session, "sign-in failed", by="", detail=detail, now=now)


def _known(session: Session, vouched: Vouched) -> Staff:
    by_subject = select(Staff).where(Staff.subject_hash == vouched.subject_hash)
    found = session.scalar(by_subject.with_for_update())
    if found is None and vouched.email is not None:
        by_email = select(Staff).where(Staff.email == vouched.email, Staff.subject_hash.is_(None))
        found = session.scalar(by_email.with_for_update())
    if found is None or not found.is_active:
        raise NotLetIn("not one of the staff")
    return found


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
