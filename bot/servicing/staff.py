"""Who works at the console: accounts, signing in and out.

A password is kept as an argon2 hash, a session as the hash of its token. Wrong passwords are
counted by name, whether or not it exists, so that a lock tells nothing about who works here.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.ledger.tables import SignInAttempt, Staff, StaffSession
from bot.servicing import audit, second_factor

TRIES = 5
LOCK = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=12)
PASSWORD_MIN = 10
PASSWORD_MAX = 200

_hasher = PasswordHasher()
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    AUDITOR = "auditor"


class SignInProblem(StrEnum):
    WRONG = "wrong"
    CODE_NEEDED = "code_needed"
    LOCKED = "locked"
    NAME_TAKEN = "name_taken"
    EMAIL = "email"
    PASSWORD_LENGTH = "password_length"  # noqa: S105 - a code, no password


class SignInRefused(Exception):  # noqa: N818 - named for what happened
    def __init__(self, code: SignInProblem) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class Attempt:
    """A sign-in that has been counted as failed until its password turns out right."""

    id: int
    staff_id: int | None
    password_hash: str


@dataclass(frozen=True)
class SignedIn:
    staff: Staff
    csrf: str


def add_staff(session: Session, name: str, password: str, *, role: Role) -> Staff:
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise SignInRefused(SignInProblem.PASSWORD_LENGTH)
    if session.scalar(select(Staff.id).where(Staff.name == name)) is not None:
        raise SignInRefused(SignInProblem.NAME_TAKEN)
    staff = Staff(name=name, role=role.value, password_hash=_hasher.hash(password))
    session.add(staff)
    session.flush()
    return staff


def set_clearance(session: Session, name: str, *, is_cleared: bool, now: datetime) -> Staff:
    """Whether a trainer may see what people in crisis wrote; it goes on the record."""
    staff = find_staff(session, name)
    if staff is None:
        raise SignInRefused(SignInProblem.WRONG)
    staff.is_cleared = is_cleared
    action = "cleared for crises" if is_cleared else "no longer cleared for crises"
    audit.record(session, action, by="command line", subject=name, now=now)
    return staff


def set_email(session: Session, name: str, email: str) -> Staff:
    """By which a provider of identities vouches for them; whoever it was bound to is forgotten."""
    staff, wanted = find_staff(session, name), email.strip().casefold()
    if staff is None:
        raise SignInRefused(SignInProblem.WRONG)
    taken = select(Staff.id).where(Staff.email == wanted, Staff.id != staff.id)
    if not _EMAIL.fullmatch(wanted) or session.scalar(taken) is not None:
        raise SignInRefused(SignInProblem.EMAIL)
    staff.email, staff.subject_hash = wanted, None
    return staff


def set_password(session: Session, name: str, password: str, *, role: Role) -> Staff:
    """Of somebody who may be new."""
    staff = find_staff(session, name)
    if staff is None:
        return add_staff(session, name, password, role=role)
    staff.password_hash = _hasher.hash(password)
    return staff


def deactivate(session: Session, name: str) -> None:
    """They cannot sign in any more, and are signed out; what they did keeps their name."""
    staff = find_staff(session, name)
    if staff is None:
        raise SignInRefused(SignInProblem.WRONG)
    staff.is_active = False
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))


def open_attempt(session: Session, name: str, *, now: datetime) -> Attempt:
    """Counted before the password is looked at, so that many at once are not more tries."""
    name_hash = _hash(name.strip().casefold())
    failures = session.scalar(
        select(func.count())
        .select_from(SignInAttempt)
        .where(
            SignInAttempt.name_hash == name_hash,
            SignInAttempt.at > now - LOCK,
        )
    )
    if (failures or 0) >= TRIES:
        raise SignInRefused(SignInProblem.LOCKED)
    attempt = SignInAttempt(name_hash=name_hash, at=now)
    session.add(attempt)
    session.flush()
    staff = find_staff(session, name.strip())
    if staff is None:
        return Attempt(attempt.id, None, _nobodys_hash())
    return Attempt(attempt.id, staff.id, staff.password_hash)


def is_password(attempt: Attempt, password: str) -> bool:
    """Slow on purpose, and as slow for a name that nobody has: keep it out of transactions."""
    try:
        _hasher.verify(attempt.password_hash, password[:PASSWORD_MAX])
    except (VerificationError, InvalidHashError):
        return False
    return attempt.staff_id is not None


def record_failure(session: Session, attempt: Attempt, *, now: datetime) -> None:
    """Known staff by name; what a stranger typed stays unknown, since it may be a password."""
    staff = session.get(Staff, attempt.staff_id) if attempt.staff_id else None
    audit.record(session, "sign-in failed", by=staff.name if staff else "", now=now)


def start_session(session: Session, attempt: Attempt, code: str = "", *, now: datetime) -> str:
    """The token for the cookie; only its hash is kept. The name's earlier failures are forgiven.

    Raises ``SignInRefused``: a second factor is set up, and ``code`` is not its code of this time.
    """
    counted = session.get_one(SignInAttempt, attempt.id)
    staff = session.get_one(Staff, attempt.staff_id, with_for_update=True)
    if not second_factor.passes(staff, code, now=now):
        raise SignInRefused(SignInProblem.CODE_NEEDED)
    audit.record(session, "signed in", by=staff.name, now=now)
    session.execute(delete(SignInAttempt).where(SignInAttempt.name_hash == counted.name_hash))
    return open_session(session, staff, now=now)


def open_session(session: Session, staff: Staff, *, now: datetime) -> str:
    """For somebody who has shown who they are. The token for the cookie."""
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=_hash(token),
            staff_id=staff.id,
            csrf=secrets.token_urlsafe(32),
            expires_at=now + SESSION_LIFE,
        )
    )
    return token


def find_session(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    found = session.get(StaffSession, _hash(token))
    if found is None or found.expires_at <= now or not found.staff.is_active:
        return None
    return SignedIn(found.staff, found.csrf)


def end_session(session: Session, token: str, *, now: datetime) -> None:
    found = session.get(StaffSession, _hash(token))
    if found is not None:
        audit.record(session, "signed out", by=found.staff.name, now=now)
    session.execute(delete(StaffSession).where(StaffSession.token_hash == _hash(token)))


def find_staff(session: Session, name: str) -> Staff | None:
    """Of those who may sign in."""
    return session.scalar(select(Staff).where(Staff.name == name, Staff.is_active))


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
