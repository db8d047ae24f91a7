"""Who is writing. Proof is checked the moment it arrives and is stored nowhere.

Two ways: a one-time link from the lender, or the phone number on file together with the birth
date. Wrong answers are counted per conversation and per borrower, so that neither many chats nor
many borrowers can be tried from one place. A lock says nothing about whether a loan exists.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.ledger.tables import Borrower, Conversation, ProofAttempt, ProofLink

AWAITING_BIRTH_DATE = "birth_date"


class Proof(StrEnum):
    PROVEN = "proven"
    BIRTH_DATE_NEEDED = "birth_date_needed"
    UNREADABLE = "unreadable"
    WRONG = "wrong"
    LINK_INVALID = "link_invalid"
    LOCKED = "locked"


@dataclass(frozen=True)
class ProofRules:
    tries: int
    lock: timedelta
    idle: timedelta


def issue_link(session: Session, borrower: Borrower, *, life: timedelta, now: datetime) -> str:
    """A new one-time token; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    session.add(ProofLink(token_hash=_hash(token), borrower_id=borrower.id, expires_at=now + life))
    return token


def prove_by_link(
    session: Session, conversation: Conversation, token: str, *, rules: ProofRules, now: datetime
) -> Proof:
    """Spends the token, whoever comes first; a token tried in vain counts as a wrong answer."""
    if is_locked(session, conversation, None, rules=rules, now=now):
        return Proof.LOCKED
    borrower_id = session.scalar(
        update(ProofLink)
        .where(
            ProofLink.token_hash == _hash(token),
            ProofLink.used_at.is_(None),
            ProofLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(ProofLink.borrower_id)
    )
    if borrower_id is None:
        _count_attempt(session, conversation, None, succeeded=False, now=now)
        return Proof.LINK_INVALID
    return _trust(session, conversation, borrower_id, rules=rules, now=now)


def share_phone(
    session: Session,
    conversation: Conversation,
    phones: Sequence[str],
    *,
    rules: ProofRules,
    now: datetime,
) -> Proof:
    """``phones`` in E.164. The answer is the same whether or not one of them is on file."""
    borrower_id = session.scalar(
        select(Borrower.id).where(Borrower.phone.in_(phones)).order_by(Borrower.id).limit(1)
    )
    if is_locked(session, conversation, borrower_id, rules=rules, now=now):
        return Proof.LOCKED
    conversation.proof_step = AWAITING_BIRTH_DATE
    conversation.proof_borrower_id = borrower_id
    return Proof.BIRTH_DATE_NEEDED


def give_birth_date(
    session: Session,
    conversation: Conversation,
    birth_date: date | None,
    *,
    rules: ProofRules,
    now: datetime,
) -> Proof:
    """``None``: what was written could not be read as a date, which counts as no try."""
    borrower_id = conversation.proof_borrower_id
    if is_locked(session, conversation, borrower_id, rules=rules, now=now):
        conversation.proof_step = None
        return Proof.LOCKED
    if birth_date is None:
        return Proof.UNREADABLE
    borrower = session.get(Borrower, borrower_id) if borrower_id is not None else None
    if borrower is None or borrower.birth_date != birth_date:
        _count_attempt(session, conversation, borrower_id, succeeded=False, now=now)
        if is_locked(session, conversation, borrower_id, rules=rules, now=now):
            conversation.proof_step = None
            return Proof.LOCKED
        return Proof.WRONG
    return _trust(session, conversation, borrower.id, rules=rules, now=now)


def is_locked(
    session: Session,
    conversation: Conversation,
    borrower_id: int | None,
    *,
    rules: ProofRules,
    now: datetime,
) -> bool:
    since = now - rules.lock
    who = ProofAttempt.conversation_id == conversation.id
    if borrower_id is not None:
        who = who | (ProofAttempt.borrower_id == borrower_id)
    failures = session.scalar(
        select(func.count())
        .select_from(ProofAttempt)
        .where(who, ProofAttempt.succeeded.is_(False), ProofAttempt.at > since)
    )
    return (failures or 0) >= rules.tries


def is_trusted(conversation: Conversation, *, now: datetime) -> bool:
    return (
        conversation.borrower_id is not None
        and conversation.trusted_until is not None
        and conversation.trusted_until > now
    )


def hidden_until(conversation: Conversation, *, now: datetime) -> datetime | None:
    """Trust has lapsed: what was said before then is not for whoever opens the chat now."""
    return None if is_trusted(conversation, now=now) else conversation.trusted_until


def keep_trust(conversation: Conversation, *, rules: ProofRules, now: datetime) -> None:
    """Each message of a trusted sender extends the trust; lapsed trust does not come back."""
    if is_trusted(conversation, now=now):
        conversation.trusted_until = now + rules.idle


def end_trust(conversation: Conversation, *, now: datetime) -> None:
    """What was said until now is hidden from the chat's next reader until identity is proven."""
    if conversation.trusted_until is not None:
        conversation.trusted_until = min(conversation.trusted_until, now)
    conversation.proof_step = None
    conversation.proof_borrower_id = None


def _trust(
    session: Session,
    conversation: Conversation,
    borrower_id: int,
    *,
    rules: ProofRules,
    now: datetime,
) -> Proof:
    _count_attempt(session, conversation, borrower_id, succeeded=True, now=now)
    conversation.borrower_id = borrower_id
    conversation.proven_at = now
    conversation.trusted_until = now + rules.idle
    conversation.proof_step = None
    conversation.proof_borrower_id = None
    return Proof.PROVEN


def _count_attempt(
    session: Session,
    conversation: Conversation,
    borrower_id: int | None,
    *,
    succeeded: bool,
    now: datetime,
) -> None:
    session.add(
        ProofAttempt(
            conversation_id=conversation.id,
            borrower_id=borrower_id,
            at=now,
            succeeded=succeeded,
        )
    )
    session.flush()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
