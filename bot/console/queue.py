"""The inbox: which conversations there are to see, the most urgent and longest waiting first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, UnaryExpression, func, select
from sqlalchemy.orm import Session, joinedload

from bot.conversations.statuses import Status
from bot.ledger.clock import now as read_clock
from bot.ledger.search import mentioned
from bot.ledger.tables import Borrower, Conversation, ConversationEntry, Label, Message
from bot.servicing.alarm import CHANNEL as ALARM
from bot.servicing.desk import labels_in_use

PAGE = 50

_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class View(StrEnum):
    UNASSIGNED = "unassigned"
    MINE = "mine"
    OPEN = "open"
    SNOOZED = "snoozed"
    ASSISTANT = "assistant"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Wanted:
    """What narrows a list down; ``words`` look into names, references, labels and messages."""

    view: View
    words: str = ""
    reason: str = ""
    channel: str = ""
    locale: str = ""
    label: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return any((self.words, self.reason, self.channel, self.locale, self.label))


def asked_for(query: Mapping[str, str]) -> Wanted:
    """From an address; what makes no sense there is left out."""
    view, page = query.get("view", ""), query.get("page", "")
    return Wanted(
        View(view) if view in set(View) else View.OPEN,
        words="".join(filter(str.isprintable, query.get("q", ""))).strip()[:100],
        page=int(page) if _PAGE_NUMBER.fullmatch(page) else 1,
        **{name: query.get(name, "")[:40] for name in ("reason", "channel", "locale", "label")},
    )


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
    is_escalated: bool
    excerpt: str
    labels: Sequence[str]


@dataclass(frozen=True)
class Inbox:
    wanted: Wanted
    lines: Sequence[Line]
    counts: Mapping[View, int]
    labels: Sequence[str]
    has_more: bool
    now: datetime

    @property
    def view(self) -> View:
        return self.wanted.view

    @property
    def page(self) -> int:
        return self.wanted.page

    @property
    def label_words(self) -> Mapping[str, str]:
        return {name: name for name in self.labels}

    def query(self, page: int) -> str:
        """The address of another page of the same list."""
        kept = {**asdict(self.wanted), "page": page, "q": self.wanted.words, "words": ""}
        return urlencode({name: value for name, value in kept.items() if value})

    @property
    def crises(self) -> int:
        """Those in this list that nobody has yet: the page sounds for them."""
        return sum(line.reason == "crisis" and line.assignee is None for line in self.lines)


def read_inbox(session: Session, wanted: Wanted, *, staff_id: int) -> Inbox:
    """One more than a page is read, to know whether there are more."""
    listed = (
        select(Conversation)
        .where(*_which(wanted.view, staff_id), *_narrow(session, wanted))
        .options(joinedload(Conversation.borrower), joinedload(Conversation.assignee))
        .order_by(*_order(wanted.view))
        .limit(PAGE + 1)
        .offset((wanted.page - 1) * PAGE)
    )
    found = session.scalars(listed).all()
    shown = [row.id for row in found[:PAGE]]
    excerpts, labels = _excerpts(session, shown), _labels(session, shown)
    return Inbox(
        wanted,
        [_line(row, excerpts.get(row.id, ""), labels.get(row.id, ())) for row in found[:PAGE]],
        _counts(session, staff_id),
        labels_in_use(session),
        len(found) > PAGE,
        read_clock(session),
    )


def fingerprint(session: Session) -> tuple[int | None, int | None]:
    """Differs when anything was said or done anywhere; cheap."""
    return (
        session.scalar(select(func.max(Message.id))),
        session.scalar(select(func.max(ConversationEntry.id))),
    )


def _which(view: View, staff_id: int) -> list[ColumnElement[bool]]:
    is_open = Conversation.status == Status.OPEN.value
    if view is View.MINE:
        mine = Conversation.status.in_([Status.OPEN.value, Status.SNOOZED.value])
        return [mine, Conversation.assignee_id == staff_id]
    if view is View.UNASSIGNED:
        return [is_open, Conversation.assignee_id.is_(None)]
    # The person on duty is called through a conversation too; it is nobody's.
    return [Conversation.status == view.value, Conversation.channel != ALARM]


def _narrow(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    exact = {
        Conversation.handoff_reason: wanted.reason,
        Conversation.channel: wanted.channel,
        Conversation.locale: wanted.locale,
    }
    narrowed = [column == value for column, value in exact.items() if value]
    if wanted.label:
        narrowed.append(_labelled(Label.name == wanted.label))
    return [*narrowed, _mentions(session, wanted.words)] if wanted.words else narrowed


def _mentions(session: Session, words: str) -> ColumnElement[bool]:
    borrowers = select(Borrower.id).where(
        Borrower.name.icontains(words, autoescape=True)
        | (Borrower.reference == words)
        | (Borrower.phone == words)
    )
    return (
        Conversation.borrower_id.in_(borrowers)
        | mentioned(session, words)
        | _labelled(Label.name == words.casefold())
    )


def _labelled(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return Conversation.id.in_(select(Label.conversation_id).where(which))


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
    grouped = (
        select(Conversation.status, func.count())
        .where(Conversation.channel != ALARM)
        .group_by(Conversation.status)
    )
    by_status = {str(row[0]): int(row[1]) for row in session.execute(grouped)}
    counts = {view: by_status.get(view.value, 0) for view in View}
    for view in (View.MINE, View.UNASSIGNED):
        some = select(func.count()).select_from(Conversation).where(*_which(view, staff_id))
        counts[view] = session.scalar(some) or 0
    return counts


def _labels(session: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    wanted = select(Label).where(Label.conversation_id.in_(ids)).order_by(Label.name)
    for label in session.scalars(wanted):
        found[label.conversation_id].append(label.name)
    return found


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


def _line(row: Conversation, excerpt: str, labels: Sequence[str]) -> Line:
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
        is_escalated=row.escalated_at is not None,
        excerpt=excerpt[:160],
        labels=labels,
    )
