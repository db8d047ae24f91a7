"""What a supervisor sees: who is on, who waits, how long a crisis waited, a sample to learn from.

Never who collected how much: that is not what this work is measured by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_high

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.statuses import HandoffReason, Status
from bot.ledger.clock import machine_now
from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Conversation, ConversationEntry, Looking, Staff
from bot.servicing.breaks import without_break
from bot.servicing.escalation import CRISIS, LONGEST_WAIT

LOOKED_BACK = timedelta(days=7)
ON_DUTY = timedelta(minutes=10)
SAMPLE = 5
SHOWN = 20
"""Of a list that says where to begin; all of them are in the inbox."""


@dataclass(frozen=True)
class Colleague:
    name: str
    role: str
    is_on: bool
    has: int
    is_waited_for: int
    snoozed: int


@dataclass(frozen=True)
class Crisis:
    """``taken_after`` is None while nobody has taken it."""

    conversation_id: str
    at: datetime
    taken_after: timedelta | None


@dataclass(frozen=True)
class CrisisTimes:
    """Until an agent took it, of those that one took; ``late`` also counts those still waiting."""

    median: timedelta
    longest: timedelta
    late: int


@dataclass(frozen=True)
class Overview:
    colleagues: Sequence[Colleague]
    waiting: int
    longest: datetime | None
    escalated: Sequence[Conversation]
    crises: Sequence[Crisis]
    crisis_times: CrisisTimes | None
    tired: Sequence[Staff]
    reasons: Mapping[str, int]
    outcomes: Mapping[str, int]
    sample: Sequence[Conversation]
    now: datetime


def read_overview(session: Session) -> Overview:
    now = read_clock(session)
    since = now - LOOKED_BACK
    queue = (Conversation.status == Status.OPEN.value, Conversation.assignee_id.is_(None))
    escalated = select(Conversation).where(
        Conversation.escalated_at.is_not(None), Conversation.status == Status.OPEN.value
    )
    crises = _crises(session, since)
    urgency = (Conversation.priority, Conversation.waiting_since)
    return Overview(
        _colleagues(session),
        session.scalar(select(func.count()).select_from(Conversation).where(*queue)) or 0,
        session.scalar(select(func.min(Conversation.waiting_since)).where(*queue)),
        session.scalars(escalated.order_by(*urgency).limit(SHOWN)).all(),
        crises,
        _times(crises, now),
        without_break(session),
        _counted(session, "handoff", "reason", since),
        _counted(session, "resolved", "outcome", since),
        _sample(session, since, now),
        now,
    )


def _colleagues(session: Session) -> Sequence[Colleague]:
    seen = select(Looking.staff_id, func.max(Looking.seen_at)).group_by(Looking.staff_id)
    lately = {row[0]: row[1] for row in session.execute(seen)}
    grouped = (
        select(
            Conversation.assignee_id,
            Conversation.status,
            func.count(),
            func.count(Conversation.waiting_since),
        )
        .where(Conversation.assignee_id.is_not(None))
        .group_by(Conversation.assignee_id, Conversation.status)
    )
    load = {(row[0], row[1]): (row[2], row[3]) for row in session.execute(grouped)}
    on_since = machine_now() - ON_DUTY
    staff = select(Staff).where(Staff.is_active, Staff.role.in_(["agent", "supervisor"]))
    return [
        Colleague(
            one.name,
            one.role,
            one.id in lately and lately[one.id] > on_since,
            *load.get((one.id, Status.OPEN.value), (0, 0)),
            load.get((one.id, Status.SNOOZED.value), (0, 0))[0],
        )
        for one in session.scalars(staff.order_by(Staff.name))
    ]


def _crises(session: Session, since: datetime) -> Sequence[Crisis]:
    """The newest first, each with the time until an agent took it."""
    lately = ConversationEntry.at > since
    reason = ConversationEntry.detail["reason"].as_string()
    in_crisis = select(ConversationEntry.conversation_id).where(
        ConversationEntry.entry == "handoff", lately, reason == HandoffReason.CRISIS.value
    )
    wanted = (
        select(ConversationEntry)
        .where(
            ConversationEntry.entry.in_(["handoff", "assigned"]),
            ConversationEntry.conversation_id.in_(in_crisis),
            lately,
        )
        .order_by(ConversationEntry.id)
    )
    found: list[Crisis] = []
    open_at: dict[str, datetime] = {}
    for entry in session.scalars(wanted):
        is_crisis = entry.detail.get("reason") == HandoffReason.CRISIS.value
        if entry.entry == "handoff" and is_crisis:
            open_at.setdefault(entry.conversation_id, entry.at)
        elif entry.entry == "assigned" and entry.conversation_id in open_at:
            at = open_at.pop(entry.conversation_id)
            found.append(Crisis(entry.conversation_id, at, entry.at - at))
    found += [Crisis(conversation, at, None) for conversation, at in open_at.items()]
    return sorted(found, key=lambda crisis: crisis.at, reverse=True)


def _times(crises: Sequence[Crisis], now: datetime) -> CrisisTimes | None:
    waits = [one.taken_after or now - one.at for one in crises]
    taken = sorted(one.taken_after for one in crises if one.taken_after is not None)
    if not taken:
        return None
    late = sum(wait > LONGEST_WAIT[CRISIS] for wait in waits)
    return CrisisTimes(median_high(taken), taken[-1], late)


def _counted(session: Session, entry: str, field: str, since: datetime) -> dict[str, int]:
    """How often each, the most frequent first."""
    named = ConversationEntry.detail[field].as_string()
    wanted = (
        select(named, func.count())
        .where(ConversationEntry.entry == entry, ConversationEntry.at > since)
        .group_by(named)
        .order_by(func.count().desc())
        .limit(20)
    )
    return {str(row[0]): int(row[1]) for row in session.execute(wanted) if row[0]}


def _sample(session: Session, since: datetime, now: datetime) -> Sequence[Conversation]:
    """A few that agents resolved, drawn by the day: the same for everybody, none chosen by hand."""
    ids = session.scalars(
        select(ConversationEntry.conversation_id)
        .where(ConversationEntry.entry == "resolved", ConversationEntry.at > since)
        .distinct()
    ).all()
    day = now.date().isoformat()
    drawn = sorted(ids, key=lambda one: hashlib.sha256(f"{day}{one}".encode()).digest())[:SAMPLE]
    return [session.get_one(Conversation, one) for one in drawn]
