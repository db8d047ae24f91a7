"""An agent's draft, looked at before it is sent: what must never be said, and amounts too early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from bot.conversations.entities import extract
from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Conversation
from bot.pages.access import Visit
from bot.replies.never_say import Finding, lint
from bot.servicing.identity import is_trusted

TOO_EARLY = "amount_before_identity"


def check(session: Session, conversation_id: str, text: str) -> Sequence[Finding]:
    """Nothing for a conversation that there is not: the use case itself refuses it."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return ()
    now = read_clock(session)
    found = list(lint(text))
    if not is_trusted(conversation, now=now):
        as_of = local_day(now, "UTC")
        told = extract(text, as_of=as_of, currency="CNY", locale=conversation.locale)
        found += [Finding(TOO_EARLY, one.text) for one in told if one.entity == "amount"]
    return found


def described(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [asdict(finding) for finding in findings]


def is_overridden(visit: Visit) -> bool:
    """Sent all the same, with the reason that goes on the record."""
    return bool(visit.form.get("override", "").strip())
