"""The record of what staff do: each entry carries a hash over itself and over the one before.

Whoever changes, removes or inserts an entry in the middle breaks the chain. Cutting off its end
does not: keep the hash of the last entry elsewhere, and let ``verify`` look for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.ledger.tables import AuditEntry

BEGINNING = "0" * 64
BATCH = 1000


@dataclass(frozen=True)
class Verdict:
    """``broken_at`` is the first entry that does not fit; ``head`` the hash of the last one."""

    entries: int
    head: str
    broken_at: int | None
    found: bool

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None and self.found


def record(
    session: Session,
    action: str,
    *,
    by: str,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
    now: datetime,
) -> AuditEntry:
    """In the transaction of what it records; of two at once the second waits for the first."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE audit_entry IN EXCLUSIVE MODE"))
    last = session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=now,
        by=by[:80],
        action=action[:40],
        subject=subject[:80],
        detail=dict(detail or {}),
        previous_hash=last or BEGINNING,
    )
    entry.hash = _seal(entry)
    session.add(entry)
    session.flush()
    return entry


def verify(session: Session, *, containing: str = "") -> Verdict:
    """``containing`` is a hash noted earlier that must still be in the chain."""
    entries, previous, found = 0, BEGINNING, not containing
    chain = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=BATCH)
    with closing(session.scalars(chain)) as told:
        for entry in told:
            if entry.previous_hash != previous or entry.hash != _seal(entry):
                return Verdict(entries, previous, entry.id, found)
            entries += 1
            previous = entry.hash
            found = found or previous == containing
    return Verdict(entries, previous, None, found)


def newest(session: Session, count: int) -> Sequence[AuditEntry]:
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(count)).all()


def _seal(entry: AuditEntry) -> str:
    told = [
        entry.previous_hash,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.by,
        entry.action,
        entry.subject,
        entry.detail,
    ]
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
