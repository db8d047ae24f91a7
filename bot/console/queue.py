"""The inbox: which conversations there are to see, the most urgent and longest waiting first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, func, select
from sqlalchemy.orm import Session, joinedload

from bot.conversations.statuses import Status
from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Conversation, ConversationEntry, Message

PAGE = 50


class View(StrEnum):
    OPEN = "open"
    MINE = "mine"
    ASSISTANT = "assistant"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Line:
    """One conversation in the list. A name is shown only where identity was once proven."""

    id: str
    name: str | None
    channel: str
    locale: str
    status: str
    reason: str | None
    distress_level: str
    waiting_since: datetime | None
    last_message_at: datetime
    assignee: str | None
    excerpt: str


@dataclass(frozen=True)
class Inbox:
    view: View
    lines: Sequence[Line]
    counts: Mapping[View, int]
    page: int
    now: datetime

    @property
    def has_more(self) -> bool:
        return self.page * PAGE < self.counts[self.view]


def read_inbox(session: Session, view: View, *, staff_id: int, page: int = 1) -> Inbox:
    wanted = (
        select(Conversation)
        .where(*_which(view, staff_id))
        .options(joinedload(Conversation.borrower), joinedload(Conversation.assignee))
        .order_by(*_order(view))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    found = session.scalars(wanted).all()
    excerpts = _excerpts(session, [row.id for row in found])
    return Inbox(
        view,
        [_line(row, excerpts.get(row.id, "")) for row in found],
        _counts(session, staff_id),
        page,
        read_clock(session),
    )


def fingerprint(session: Session) -> tuple[int | None, int | None]:
    """Differs when anything was said or done anywhere; cheap."""
    return (
        session.scalar(select(func.max(Message.id))),
        session.scalar(select(func.max(ConversationEntry.id))),
    )


def _which(view: View, staff_id: int) -> list[ColumnElement[bool]]:
    if view is View.MINE:
        return [
            Conversation.status == Status.OPEN.value,
            Conversation.assignee_id == staff_id,
        ]
    return [Conversation.status == view.value]


def _order(view: View) -> list[UnaryExpression[Any]]:
    latest: list[UnaryExpression[Any]] = [Conversation.last_message_at.desc()]
    if view in {View.ASSISTANT, View.RESOLVED}:
        return latest
    return [
        Conversation.priority.asc().nulls_last(),
        Conversation.waiting_since.asc().nulls_last(),
        *latest,
    ]


def _counts(session: Session, staff_id: int) -> dict[View, int]:
    grouped = select(Conversation.status, func.count()).group_by(Conversation.status)
    by_status = {str(row[0]): int(row[1]) for row in session.execute(grouped)}
    mine = select(func.count()).select_from(Conversation).where(*_which(View.MINE, staff_id))
    counts = {view: by_status.get(view.value, 0) for view in View}
    return {**counts, View.MINE: session.scalar(mine) or 0}


def _excerpts(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The last thing that was said in each; the index alone finds which that is."""
    last = (
        select(func.max(Message.id))
        .where(Message.conversation_id.in_(ids))
        .group_by(Message.conversation_id)
    )
    rows = session.execute(
        select(Message.conversation_id, Message.text).where(Message.id.in_(last))
    )
    return {row.conversation_id: row.text for row in rows}


def _line(row: Conversation, excerpt: str) -> Line:
    return Line(
        id=row.id,
        name=row.borrower.name if row.borrower else None,
        channel=row.channel,
        locale=row.locale,
        status=row.status,
        reason=row.handoff_reason,
        distress_level=row.distress_level,
        waiting_since=row.waiting_since,
        last_message_at=row.last_message_at,
        assignee=row.assignee.name if row.assignee else None,
        excerpt=excerpt[:160],
    )
