"""The inbox: which conversations there are to see, the most urgent and longest waiting first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, select
from sqlalchemy.orm import Session, joinedload

from bot.conversations.statuses import Status
from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Conversation, ConversationEntry, Message

PAGE = 100


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
    now: datetime


def read_inbox(session: Session, view: View, *, staff_id: int) -> Inbox:
    wanted = (
        select(Conversation)
        .where(*_which(view, staff_id))
        .options(joinedload(Conversation.borrower), joinedload(Conversation.assignee))
        .order_by(*_order(view))
        .limit(PAGE)
    )
    found = session.scalars(wanted).all()
    excerpts = _excerpts(session, [row.id for row in found])
    return Inbox(
        view,
        [_line(row, excerpts.get(row.id, "")) for row in found],
        {each: session.scalar(_count(each, staff_id)) or 0 for each in View},
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


def _count(view: View, staff_id: int) -> Select[int]:
    return select(func.count()).select_from(Conversation).where(*_which(view, staff_id))


def _excerpts(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The last thing with words in it that was said in each."""
    last = (
        select(func.max(Message.id))
        .where(Message.conversation_id.in_(ids), Message.text != "")
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
