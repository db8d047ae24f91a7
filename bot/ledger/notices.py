"""What other programs are told of conversations: written down with what happened, sent after it.

A notice says that something happened, to which conversation and by whom; never what was written.
Whoever may read that asks for it with a token, and the reading is on the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot.conversations.messages import ALARM
from bot.ledger.clock import machine_now
from bot.ledger.tables import Conversation, ConversationEntry, Message
from bot.ledger.webhook_tables import Webhook, WebhookChoice, WebhookNotice


class NoticeKind(StrEnum):
    QUEUED = "conversation.queued"
    CLAIMED = "conversation.claimed"
    RETURNED = "conversation.returned"
    RESOLVED = "conversation.resolved"
    MESSAGE = "message"
    CRISIS = "crisis"


TEST = "test"
"""Asked for by hand; nobody chooses it."""

_ENTRIES = {
    "handoff": NoticeKind.QUEUED,
    "assigned": NoticeKind.CLAIMED,
    "returned": NoticeKind.RETURNED,
    "left_queue": NoticeKind.RETURNED,
    "resolved": NoticeKind.RESOLVED,
}
_CHOSEN_BY = select(WebhookChoice.webhook_id).where(WebhookChoice.kind == bindparam("kind"))


def notice_entry(session: Session, conversation: Conversation, entry: ConversationEntry) -> None:
    kind = _ENTRIES.get(entry.entry)
    if entry.entry == "transferred":
        kind = NoticeKind.CLAIMED if entry.detail.get("to") else NoticeKind.QUEUED
    if kind is None:
        return
    facts = {"by": entry.by, "reason": entry.detail.get("reason"), "to": entry.detail.get("to")}
    told = {name: fact for name, fact in facts.items() if fact}
    session.flush()
    _tell(session, kind, f"entry-{entry.id}", conversation, told, at=entry.at)


def notice_message(session: Session, conversation: Conversation, message: Message) -> None:
    if conversation.channel == ALARM:
        return
    facts = {"message": message.id, "author": message.author, "kind": message.kind}
    key = f"message-{message.id}"
    _tell(session, NoticeKind.MESSAGE, key, conversation, facts, at=message.at)


def notice_crisis(session: Session, conversation: Conversation, message: Message) -> None:
    """For each message in crisis, also while an agent has the conversation."""
    facts = {"message": message.id}
    key = f"crisis-{message.id}"
    _tell(session, NoticeKind.CRISIS, key, conversation, facts, at=message.at)


def webhooks_to_tell(session: Session, *, now: datetime) -> Sequence[str]:
    due = select(WebhookNotice.webhook_id).where(WebhookNotice.due_at <= now)
    return session.scalars(due.distinct()).all()


def claim_notice(
    session: Session, webhook_id: str, *, now: datetime, until: datetime
) -> WebhookNotice | None:
    """The oldest that is due, for one sender; due again ``until`` then, unless it is settled."""
    oldest = (
        select(WebhookNotice.id)
        .where(WebhookNotice.webhook_id == webhook_id, WebhookNotice.due_at <= now)
        .order_by(WebhookNotice.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(
        update(WebhookNotice)
        .where(WebhookNotice.id == oldest.scalar_subquery(), WebhookNotice.due_at <= now)
        .values(attempts=WebhookNotice.attempts + 1, due_at=until)
        .returning(WebhookNotice)
    )


def notice_taken(session: Session, notice: WebhookNotice, *, now: datetime) -> None:
    session.execute(delete(WebhookNotice).where(WebhookNotice.id == notice.id))
    _report(session, notice, taken_at=now, problem=None)


def notice_refused(
    session: Session, notice: WebhookNotice, problem: str, *, due_at: datetime | None
) -> None:
    """Tried again at ``due_at``; None gives it up."""
    session.execute(
        update(WebhookNotice).where(WebhookNotice.id == notice.id).values(due_at=due_at)
    )
    _report(session, notice, problem=problem[:80])


def end_webhook(session: Session, webhook: Webhook, *, now: datetime) -> None:
    """Nothing more is told there, not even what waits."""
    webhook.ended_at = webhook.ended_at or now
    webhook.choices.clear()
    session.execute(delete(WebhookNotice).where(WebhookNotice.webhook_id == webhook.id))


def _tell(
    session: Session,
    kind: NoticeKind,
    key: str,
    conversation: Conversation,
    facts: Mapping[str, Any],
    *,
    at: datetime,
) -> None:
    for webhook in session.scalars(_CHOSEN_BY, {"kind": kind.value}):
        session.add(
            WebhookNotice(
                webhook_id=webhook,
                key=key,
                kind=kind.value,
                facts={"conversation": conversation.id, "channel": conversation.channel, **facts},
                at=at,
                due_at=machine_now(),
            )
        )


def _report(session: Session, notice: WebhookNotice, **values: object) -> None:
    session.execute(update(Webhook).where(Webhook.id == notice.webhook_id).values(**values))
